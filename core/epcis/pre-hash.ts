import { BondmarkError } from '../errors/bondmark-error.ts'
import { canonicalTime, canonicalValue, canonicalWord, sortUtf8 } from './hash-values.ts'
import { isRecord } from './json-shape.ts'
import type { Namespaces } from './namespaces.ts'

/** Levels of nesting below an event, and characters of its pre-hash string: hostile input ends here. */
export const EVENT_DEPTH_MAX = 32
const PRE_HASH_LENGTH_MAX = 4_000_000

type Json = Record<string, unknown>

const CBV = 'https://ref.gs1.org/cbv/'
const VOC = 'https://ref.gs1.org/voc/'

/** What an event may hold beside extensions; the hash leaves the last two lines out. */
const STANDARD_FIELDS = new Set(
  `type eventTime eventTimeZoneOffset epcList parentID inputEPCList childEPCs quantityList childQuantityList
  inputQuantityList outputEPCList outputQuantityList action transformationID bizStep disposition persistentDisposition
  readPoint bizLocation bizTransactionList sourceList destinationList sensorElementList ilmd
  @context eventID recordTime errorDeclaration certificationInfo`.split(/\s+/),
)

const COMMENTS = new Set(['comment', 'rdfs:comment', '#text'])

const METADATA_FIELDS =
  'time startTime endTime deviceID deviceMetadata rawData dataProcessingMethod bizRules'.split(' ')
const REPORT_FIELDS =
  `type exception deviceID deviceMetadata rawData dataProcessingMethod time microorganism chemicalSubstance value
  component stringValue booleanValue hexBinaryValue uriValue minValue maxValue meanValue sDev percRank percValue uom
  coordinateReferenceSystem`.split(/\s+/)

const SENSOR_WORDS: Record<string, string> = {
  type: `${VOC}MT-`,
  exception: `${VOC}AT-`,
  component: `${CBV}Comp-`,
}

function malformed(path: string, reason: string): BondmarkError {
  return new BondmarkError('event-malformed', { path, reason })
}

/** A scalar as text; null for what JSON-LD counts as absent. */
function scalar(value: unknown, path: string): string | null {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value === null || value === undefined) return null
  throw malformed(path, 'a single value was expected')
}

function list(value: unknown, path: string): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value
  throw malformed(path, 'a list was expected')
}

function record(value: unknown, path: string): Json {
  if (isRecord(value)) return value
  throw malformed(path, 'an object was expected')
}

/** One event's walk, in the canonical property order of CBV 2.0's event hash ID algorithm. */
class PreHash {
  readonly #namespaces: Namespaces
  /** Extensions found inside standard fields, which follow the ILMD. */
  readonly #inner: string[] = []

  constructor(namespaces: Namespaces) {
    this.#namespaces = namespaces
  }

  of(event: Json): string {
    const type = scalar(event.type, 'type')
    if (type === null) throw malformed('type', 'it is missing')
    const out =
      `eventType=${type.replace(/^(epcis:|https:\/\/ref\.gs1\.org\/epcis\/)/, '')}` +
      this.#time(event, 'eventTime') +
      this.#text(event, 'eventTimeZoneOffset') +
      this.#epcs(event, 'epcList') +
      this.#text(event, 'parentID') +
      this.#epcs(event, 'inputEPCList') +
      this.#epcs(event, 'childEPCs') +
      this.#quantities(event, 'quantityList') +
      this.#quantities(event, 'childQuantityList') +
      this.#quantities(event, 'inputQuantityList') +
      this.#epcs(event, 'outputEPCList') +
      this.#quantities(event, 'outputQuantityList') +
      this.#text(event, 'action') +
      this.#text(event, 'transformationID') +
      this.#word(event, 'bizStep', `${CBV}BizStep-`) +
      this.#word(event, 'disposition', `${CBV}Disp-`) +
      this.#persistentDisposition(event) +
      this.#place(event, 'readPoint') +
      this.#place(event, 'bizLocation') +
      this.#typed(event, 'bizTransactionList', 'bizTransaction', `${CBV}BTT-`) +
      this.#typed(event, 'sourceList', 'source', `${CBV}SDT-`) +
      this.#typed(event, 'destinationList', 'destination', `${CBV}SDT-`) +
      this.#sensors(event)
    return out + this.#ilmd(event) + this.#inner.join('') + this.#extensions(event, STANDARD_FIELDS, 0)
  }

  #ilmd(event: Json): string {
    if (event.ilmd === undefined || event.ilmd === null) return ''
    return `ilmd${this.#extensions(record(event.ilmd, 'ilmd'), null, 1)}`
  }

  #text(from: Json, key: string): string {
    const text = scalar(from[key], key)?.trim()
    return text ? `${key}=${canonicalValue(text, this.#namespaces)}` : ''
  }

  #time(from: Json, key: string): string {
    const text = scalar(from[key], key)?.trim()
    return text ? `${key}=${canonicalTime(text)}` : ''
  }

  #word(from: Json, key: string, vocabulary: string): string {
    const text = scalar(from[key], key)?.trim()
    return text ? `${key}=${canonicalWord(text, vocabulary, this.#namespaces)}` : ''
  }

  #epcs(from: Json, key: string): string {
    const epcs = list(from[key], key).map((epc) => {
      return `epc=${canonicalValue(scalar(epc, key) ?? '', this.#namespaces)}`
    })
    return epcs.length === 0 ? '' : key + sortUtf8(epcs).join('')
  }

  #quantities(from: Json, key: string): string {
    const elements = list(from[key], key).map((entry) => {
      const element = record(entry, key)
      return `quantityElement${this.#text(element, 'epcClass')}${this.#text(element, 'quantity')}${this.#text(element, 'uom')}`
    })
    return elements.length === 0 ? '' : key + sortUtf8(elements).join('')
  }

  #persistentDisposition(event: Json): string {
    if (event.persistentDisposition === undefined || event.persistentDisposition === null) return ''
    const parts = record(event.persistentDisposition, 'persistentDisposition')
    let out = ''
    for (const key of ['set', 'unset']) {
      const value = parts[key]
      const words = (Array.isArray(value) ? value : [value]).map((word) =>
        this.#word({ [key]: word }, key, `${CBV}Disp-`),
      )
      out += sortUtf8(words).join('')
    }
    return out === '' ? '' : `persistentDisposition${out}`
  }

  #place(event: Json, key: string): string {
    if (event[key] === undefined || event[key] === null) return ''
    const place = record(event[key], key)
    const inner = this.#extensions(place, new Set(['id']), 1)
    if (inner !== '') this.#inner.push(key + inner)
    const id = this.#text(place, 'id')
    return id === '' ? '' : key + id
  }

  #typed(event: Json, listKey: string, key: string, vocabulary: string): string {
    const elements = list(event[listKey], listKey).map((entry) => {
      const element = record(entry, listKey)
      return this.#word(element, 'type', vocabulary) + this.#text(element, key)
    })
    return elements.length === 0 ? '' : listKey + sortUtf8(elements).join('')
  }

  #sensors(event: Json): string {
    const inner: string[] = []
    const elements = list(event.sensorElementList, 'sensorElementList').map((entry) => {
      const element = record(entry, 'sensorElementList')
      const reports = list(element.sensorReport, 'sensorReport').map((report) =>
        record(report, 'sensorReport'),
      )
      const metadata = isRecord(element.sensorMetadata) ? element.sensorMetadata : {}
      const own =
        this.#nested('sensorMetadata', this.#extensions(metadata, new Set(METADATA_FIELDS), 1)) +
        sortUtf8(
          reports.map((report) =>
            this.#nested('sensorReport', this.#extensions(report, new Set(REPORT_FIELDS), 1)),
          ),
        ).join('') +
        this.#extensions(element, new Set(['type', 'sensorMetadata', 'sensorReport']), 1)
      if (own !== '') inner.push(`sensorElement${own}`)
      return (
        'sensorElement' +
        this.#nested('sensorMetadata', this.#sensorFields(metadata, METADATA_FIELDS)) +
        sortUtf8(
          reports.map((report) => this.#nested('sensorReport', this.#sensorFields(report, REPORT_FIELDS))),
        ).join('')
      )
    })
    this.#inner.push(...sortUtf8(inner))
    // CBV 2.0 has no wrapper name around the elements.
    return sortUtf8(elements.filter((element) => element !== 'sensorElement')).join('')
  }

  #nested(name: string, content: string): string {
    return content === '' ? '' : name + content
  }

  #sensorFields(from: Json, fields: readonly string[]): string {
    let out = ''
    for (const key of fields) {
      const vocabulary = SENSOR_WORDS[key]
      if (key.toLowerCase().includes('time')) out += this.#time(from, key)
      else out += vocabulary === undefined ? this.#text(from, key) : this.#word(from, key, vocabulary)
    }
    return out
  }

  /** What is in no standard place: `{namespace}local=value`, sorted at every level (rules 19–21). */
  #extensions(from: Json, known: ReadonlySet<string> | null, depth: number): string {
    const parts: string[] = []
    for (const [key, value] of Object.entries(from)) {
      if (known?.has(key) || COMMENTS.has(key)) continue
      this.#extension(this.#namespaces.expandKey(key), value, depth + 1, parts)
    }
    return sortUtf8(parts).join('')
  }

  #extension(name: string, value: unknown, depth: number, parts: string[]): void {
    if (depth > EVENT_DEPTH_MAX) throw new BondmarkError('event-too-deep', { limit: EVENT_DEPTH_MAX })
    if (Array.isArray(value)) {
      for (const item of value) this.#extension(name, item, depth + 1, parts)
    } else if (isRecord(value)) {
      const text = scalar(value['#text'], name)?.trim()
      const own = text ? `${name}=${canonicalValue(text, this.#namespaces)}` : name
      parts.push(own + this.#extensions(value, null, depth))
    } else {
      const text = scalar(value, name)?.trim()
      if (text === undefined) return
      parts.push(text === '' ? name : `${name}=${canonicalValue(text, this.#namespaces)}`)
    }
  }
}

/**
 * The pre-hash string of one event.
 *
 * @throws BondmarkError `event-malformed`, `event-time-malformed`, `event-too-deep`, `event-too-large`
 */
export function preHashOf(event: Json, namespaces: Namespaces): string {
  const text = new PreHash(namespaces).of(event)
  if (text.length > PRE_HASH_LENGTH_MAX) {
    throw new BondmarkError('event-too-large', { limit: `${PRE_HASH_LENGTH_MAX} characters` })
  }
  return text
}
