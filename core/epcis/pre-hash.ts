import { BondmarkError } from '../errors/bondmark-error.ts'
import {
  bizSteps,
  bizTransactionTypes,
  components,
  dispositions,
  measurementTypes,
  sensorAlerts,
  sourceDestinationTypes,
  type Vocabulary,
} from './cbv-vocabulary.ts'
import { compareNodes, type ExtensionOrder, orderOf } from './extension-order.ts'
import { canonicalTime, canonicalValue, canonicalWord, sortUtf8 } from './hash-values.ts'
import { isRecord } from './json-shape.ts'
import type { LinkEscape } from './link-escape.ts'
import type { Namespaces } from './namespaces.ts'

/** Levels of nesting below an event, and characters of its pre-hash string: hostile input ends here. */
export const EVENT_DEPTH_MAX = 32
const PRE_HASH_LENGTH_MAX = 4_000_000

type Json = Record<string, unknown>

/** Which version of the algorithm, and which reading of it. */
export interface HashProfile {
  /**
   * 2.0: extensions of standard fields follow the ILMD, and sensor elements have no wrapper's name. 2.1: extensions stand
   * at the end of the field that holds them, and sensor elements behind `sensorElementList`.
   */
  readonly cbv: '2.0' | '2.1'
  readonly escapeValue: LinkEscape
}

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

const SENSOR_WORDS: Readonly<Record<string, Vocabulary>> = {
  type: measurementTypes,
  exception: sensorAlerts,
  component: components,
}

/** Code lists of the GS1 Web Vocabulary whose bare words its context expands; those that vectors show. */
const WEB_VOCABULARY_CODES = new Map([
  ['locationRoleType', 'https://ref.gs1.org/voc/LocationRoleType-'],
  ['regulationType', 'https://ref.gs1.org/voc/RegulationTypeCode-'],
  ['regulatoryIdentifierType', 'https://ref.gs1.org/voc/RegulatoryIdentifierType-'],
])
const QUANTITY_FIELDS = new Set(['epcClass', 'quantity', 'uom'])
const PLACE_FIELDS = new Set(['id'])
const SENSOR_FIELDS = new Set(['type', 'sensorMetadata', 'sensorReport'])
const METADATA_KNOWN = new Set(METADATA_FIELDS)
const REPORT_KNOWN = new Set(REPORT_FIELDS)

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

const tooLarge = () => new BondmarkError('event-too-large', { limit: `${PRE_HASH_LENGTH_MAX} characters` })

/** One event's walk, in the canonical property order of CBV 2.0's event hash ID algorithm. */
class PreHash {
  readonly #namespaces: Namespaces
  readonly #profile: HashProfile
  /** CBV 2.0: extensions found inside standard fields, which follow the ILMD. */
  readonly #inner: string[] = []
  #room = PRE_HASH_LENGTH_MAX

  constructor(namespaces: Namespaces, profile: HashProfile) {
    this.#namespaces = namespaces
    this.#profile = profile
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
      this.#word(event, 'bizStep', bizSteps) +
      this.#word(event, 'disposition', dispositions) +
      this.#persistentDisposition(event) +
      this.#place(event, 'readPoint') +
      this.#place(event, 'bizLocation') +
      this.#typed(event, 'bizTransactionList', 'bizTransaction', bizTransactionTypes) +
      this.#typed(event, 'sourceList', 'source', sourceDestinationTypes) +
      this.#typed(event, 'destinationList', 'destination', sourceDestinationTypes) +
      this.#sensors(event)
    return out + this.#ilmd(event) + this.#inner.join('') + this.#extensions(event, STANDARD_FIELDS, 0)
  }

  /** What extends a standard field: at its end in CBV 2.1; kept for later, behind the field's path, in 2.0. */
  #extended(path: string, field: Json, known: ReadonlySet<string>): string {
    const own = this.#extensions(field, known, 1)
    if (own === '' || this.#profile.cbv === '2.1') return own
    this.#inner.push(path + own)
    return ''
  }

  #ilmd(event: Json): string {
    if (event.ilmd === undefined || event.ilmd === null) return ''
    return `ilmd${this.#extensions(record(event.ilmd, 'ilmd'), null, 1)}`
  }

  /** Counts a piece before it is put among the others: a prefix may stand for a long namespace in thousands of keys. */
  #counted(piece: string): string {
    this.#room -= piece.length
    if (this.#room < 0) throw tooLarge()
    return piece
  }

  #value(text: string): string {
    return this.#counted(canonicalValue(text, this.#namespaces, this.#profile.escapeValue))
  }

  #text(from: Json, key: string): string {
    const text = scalar(from[key], key)?.trim()
    return text ? `${key}=${this.#value(text)}` : ''
  }

  #time(from: Json, key: string): string {
    const text = scalar(from[key], key)?.trim()
    return text ? `${key}=${canonicalTime(text)}` : ''
  }

  #word(from: Json, key: string, vocabulary: Vocabulary): string {
    const text = scalar(from[key], key)?.trim()
    if (!text) return ''
    const word = canonicalWord(text, vocabulary, this.#namespaces, this.#profile.escapeValue)
    return `${key}=${this.#counted(word)}`
  }

  #epcs(from: Json, key: string): string {
    const epcs = list(from[key], key).map((epc) => {
      return `epc=${this.#value(scalar(epc, key) ?? '')}`
    })
    return epcs.length === 0 ? '' : key + sortUtf8(epcs).join('')
  }

  #quantities(from: Json, key: string): string {
    const elements = list(from[key], key).map((entry) => {
      const element = record(entry, key)
      const own = this.#extended(`${key}quantityElement`, element, QUANTITY_FIELDS)
      return `quantityElement${this.#text(element, 'epcClass')}${this.#text(element, 'quantity')}${this.#text(element, 'uom')}${own}`
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
        this.#word({ [key]: word }, key, dispositions),
      )
      out += sortUtf8(words).join('')
    }
    return out === '' ? '' : `persistentDisposition${out}`
  }

  #place(event: Json, key: string): string {
    if (event[key] === undefined || event[key] === null) return ''
    const place = record(event[key], key)
    const own = this.#extended(key, place, PLACE_FIELDS)
    return this.#nested(key, this.#text(place, 'id') + own)
  }

  #typed(event: Json, listKey: string, key: string, vocabulary: Vocabulary): string {
    const elements = list(event[listKey], listKey).map((entry) => {
      const element = record(entry, listKey)
      return this.#word(element, 'type', vocabulary) + this.#text(element, key)
    })
    return elements.length === 0 ? '' : listKey + sortUtf8(elements).join('')
  }

  #sensors(event: Json): string {
    const inline = this.#profile.cbv === '2.1'
    const later: { readonly order: ExtensionOrder; readonly text: string }[] = []
    const elements = list(event.sensorElementList, 'sensorElementList').map((entry) => {
      const element = record(entry, 'sensorElementList')
      const reports = list(element.sensorReport, 'sensorReport').map((report) =>
        record(report, 'sensorReport'),
      )
      const metadata = isRecord(element.sensorMetadata) ? element.sensorMetadata : {}
      const ofMetadata = this.#extensions(metadata, METADATA_KNOWN, 1)
      const ofReports = reports.map((report) => this.#extensions(report, REPORT_KNOWN, 1))
      const own = this.#extensions(element, SENSOR_FIELDS, 1)
      if (!inline) {
        const text =
          this.#nested('sensorMetadata', ofMetadata) + this.#reportExtensions(reports, ofReports) + own
        if (text !== '')
          later.push({ order: orderOf(element, this.#namespaces), text: `sensorElement${text}` })
      }
      const content =
        this.#nested(
          'sensorMetadata',
          this.#sensorFields(metadata, METADATA_FIELDS) + (inline ? ofMetadata : ''),
        ) +
        sortUtf8(
          reports.map((report, i) =>
            this.#nested(
              'sensorReport',
              this.#sensorFields(report, REPORT_FIELDS) + (inline ? (ofReports[i] ?? '') : ''),
            ),
          ),
        ).join('') +
        (inline ? own : '')
      return this.#nested('sensorElement', content)
    })
    this.#inner.push(...later.sort((a, b) => compareNodes(a.order, b.order)).map(({ text }) => text))
    const out = sortUtf8(elements).join('')
    return inline ? this.#nested('sensorElementList', out) : out
  }

  /** The extensions of an element's reports, in the reports' own order rather than the extensions'. */
  #reportExtensions(reports: readonly Json[], extensions: readonly string[]): string {
    return reports
      .map((report, i) => ({ report, text: this.#nested('sensorReport', extensions[i] ?? '') }))
      .filter(({ text }) => text !== '')
      .map(({ report, text }) => ({ order: orderOf(report, this.#namespaces), text }))
      .sort((a, b) => compareNodes(a.order, b.order))
      .map(({ text }) => text)
      .join('')
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
      const own = this.#counted(name) + (text ? `=${this.#value(text)}` : '')
      parts.push(own + this.#extensions(value, null, depth))
    } else {
      const text = scalar(value, name)?.trim()
      if (text === undefined) return
      const codes = WEB_VOCABULARY_CODES.get(name)
      const isCode = codes !== undefined && /^[A-Z0-9_]+$/.test(text)
      const own = this.#counted(name)
      parts.push(text === '' ? own : `${own}=${isCode ? codes + text : this.#value(text)}`)
    }
  }
}

/**
 * The pre-hash string of one event.
 *
 * @throws BondmarkError `event-malformed`, `event-time-malformed`, `event-too-deep`, `event-too-large`
 */
export function preHashOf(event: Json, namespaces: Namespaces, profile: HashProfile): string {
  const text = new PreHash(namespaces, profile).of(event)
  if (text.length > PRE_HASH_LENGTH_MAX) throw tooLarge()
  return text
}
