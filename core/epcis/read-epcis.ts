import { type JsonPath, LISTED_MAX, scanJson } from '../encoding/json-scan.ts'
import { isRecord } from './json-shape.ts'
import { type EpcisVerdict, validateEpcis } from './validation/document.ts'
import { Findings, Place } from './validation/finding.ts'

/** A document as it was read and judged. */
export interface EpcisReading {
  /** Parsed JSON; undefined when it is none. */
  readonly json: unknown
  readonly verdict: EpcisVerdict
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Levels of a path that are shown: JSON nests as deep as whoever writes it likes, and nothing here judges the rest. */
const LEVELS_SHOWN_MAX = 64

function placeOf(path: JsonPath): Place {
  let place = new Place()
  for (const key of path.slice(0, LEVELS_SHOWN_MAX)) place = place.at(key)
  return place
}

/** The eventID of an event in any kind of document. */
const EVENT_ID = /^\$(?:\[\d+\]|(?:\.epcisBody(?:\.queryResults\.resultsBody)?\.eventList)\[\d+\])?\.eventID$/

/**
 * Splits keys that stand twice into those that make a document ambiguous and eventIDs of events, which are only odd: no
 * event hash has them, GS1's own `AssociationEvent-h` repeats one, and every reader of JSON keeps the last. A list that is
 * cut off may hide anything and is ambiguous.
 */
function sortRepeats(paths: readonly JsonPath[]): {
  readonly ambiguous: readonly Place[]
  readonly odd: readonly Place[]
} {
  const places = paths.map(placeOf)
  if (paths.length >= LISTED_MAX) return { ambiguous: places, odd: [] }
  const isOdd = (place: Place) => EVENT_ID.test(place.toString())
  return { ambiguous: places.filter((place) => !isOdd(place)), odd: places.filter(isOdd) }
}

function jsonOf(bytes: Uint8Array): { readonly text: string; readonly json: unknown } | null {
  try {
    const text = utf8.decode(bytes)
    return { text, json: JSON.parse(text) as unknown }
  } catch {
    return null
  }
}

/**
 * Reads and judges an EPCIS document from its bytes: UTF-8 JSON without repeated keys (but for an eventID, which is a
 * warning), then all that {@link validateEpcis} asks. Whoever calls it bounds the bytes.
 *
 * @returns the JSON and the verdict; malformed bytes are a verdict too (`json-malformed`)
 */
export function readEpcis(bytes: Uint8Array): EpcisReading {
  const read = jsonOf(bytes)
  if (read === null) {
    const errors = [{ path: '$', code: 'json-malformed' as const }]
    return {
      json: undefined,
      verdict: { ok: false, kind: null, events: 0, errors, warnings: [], leftOut: 0 },
    }
  }
  const { repeatedKeys, impreciseNumbers } = scanJson(read.text)
  const own = new Findings()
  const { ambiguous, odd } = sortRepeats(repeatedKeys)
  for (const place of ambiguous) own.error(place, 'json-key-repeated')
  for (const place of odd) own.warn(place, 'json-key-repeated')
  for (const { path, text } of impreciseNumbers) own.warn(placeOf(path), 'json-number-imprecise', text)
  const verdict = validateEpcis(read.json)
  return {
    json: read.json,
    verdict: {
      ...verdict,
      ok: verdict.ok && own.errors.length === 0,
      errors: [...own.errors, ...verdict.errors],
      warnings: [...own.warnings, ...verdict.warnings],
    },
  }
}

/**
 * Parsed JSON for the event hash, with numbers that a double does not hold as their text: the hash writes numbers and
 * texts alike, and so keeps every digit.
 *
 * @returns the value; the path of the first repeated key that could change a hash; or null when the bytes are no JSON
 */
export function readForHash(
  bytes: Uint8Array,
): { readonly json: unknown; readonly repeatedKey: string | null } | null {
  const read = jsonOf(bytes)
  if (read === null) return null
  const { repeatedKeys, impreciseNumbers } = scanJson(read.text, Number.POSITIVE_INFINITY)
  for (const { path, text } of impreciseNumbers) replaceAt(read.json, path, text)
  const [first] = sortRepeats(repeatedKeys).ambiguous
  return { json: read.json, repeatedKey: first === undefined ? null : first.toString() }
}

function replaceAt(json: unknown, path: JsonPath, text: string): void {
  let holder: unknown = json
  for (const key of path.slice(0, -1)) {
    if (Array.isArray(holder)) holder = holder[Number(key)]
    else holder = isRecord(holder) && Object.hasOwn(holder, key) ? holder[key] : undefined
  }
  const last = path.at(-1)
  if (last === undefined) return
  if (Array.isArray(holder)) holder[Number(last)] = text
  else if (isRecord(holder) && Object.hasOwn(holder, last))
    Object.defineProperty(holder, last, { value: text, enumerable: true, configurable: true, writable: true })
}
