import { CANONICAL_ROOT } from '../gs1/canonical-link.ts'
import { outsideSet82 } from '../gs1/character-set.ts'
import { isDigits } from '../gs1/check-digit.ts'
import { isGtinLength } from '../gs1/gtin.ts'
import { percentDecode } from '../gs1/percent-encoding.ts'
import { escapeAsUrn, type LinkEscape } from './link-escape.ts'

interface Key {
  readonly ai: string
  /** Digits that the value begins with, and how many characters may follow them. */
  readonly digits: number
  readonly tail: number
  /** The qualifiers that identify more finely, finest first; only the first one present stays. */
  readonly finest: readonly string[]
  /** Further qualifiers that are known and fall away. */
  readonly dropped: readonly string[]
}

function key(ai: string, digits: number, tail = 0, finest: string[] = [], dropped: string[] = []): Key {
  return { ai, digits, tail, finest, dropped }
}

const keys = new Map(
  [
    key('00', 18),
    key('01', 14, 0, ['21', '235', '10'], ['22']),
    key('253', 13, 17),
    key('255', 13, 12),
    key('401', 4, 26),
    key('402', 17),
    key('414', 13, 0, ['254'], ['7040']),
    key('417', 13, 0, [], ['7040']),
    key('8003', 14, 16),
    key('8004', 4, 26),
    key('8006', 18, 0, ['21', '10'], ['22']),
    key('8010', 4, 26, ['8011']),
    key('8013', 1, 24),
    key('8017', 18, 0, [], ['8019']),
    key('8018', 18, 0, [], ['8019']),
  ].map((entry) => [entry.ai, entry] as const),
)

/** The names that Digital Link URI Syntax 1.1 still let stand for identifiers. */
const CONVENIENCE_NAMES = new Map(
  Object.entries({
    sscc: '00',
    gtin: '01',
    lot: '10',
    ser: '21',
    cpv: '22',
    gdti: '253',
    glnx: '254',
    gcn: '255',
    ginc: '401',
    gsin: '402',
    gln: '414',
    party: '417',
    grai: '8003',
    giai: '8004',
    itip: '8006',
    cpid: '8010',
    cpsn: '8011',
    gmn: '8013',
    gsrnp: '8017',
    gsrn: '8018',
    srin: '8019',
  }),
)

function identifier(segment: string): string {
  return CONVENIENCE_NAMES.get(segment) ?? segment
}

/** A Digital Link taken apart as far as identity goes. */
export interface LinkKey {
  /** The primary key's application identifier and value, unescaped. */
  readonly ai: string
  readonly value: string
  /** The finest qualifier present, or null. */
  readonly qualifier: { readonly ai: string; readonly value: string } | null
}

function keyValue({ ai, digits, tail }: Key, encoded: string): string | null {
  const decoded = percentDecode(encoded)
  if (typeof decoded === 'number') return null
  const value = ai === '01' && isGtinLength(decoded.length) ? decoded.padStart(14, '0') : decoded
  // (8010) is the only key with a character outside set 82, `#`.
  const outside = outsideSet82(ai === '8010' ? value.replaceAll('#', '-') : value, 0, value.length)
  const fits =
    value.length >= digits && value.length <= digits + tail && outside < 0 && isDigits(value, 0, digits)
  return fits ? value : null
}

function keyAt(segments: readonly string[], start: number): LinkKey | null {
  const entry = keys.get(identifier(segments[start] ?? ''))
  if (entry === undefined) return null
  const value = keyValue(entry, segments[start + 1] ?? '')
  if (value === null) return null
  const qualifiers = new Map<string, string>()
  for (let i = start + 2; i < segments.length; i += 2) {
    const name = identifier(segments[i] ?? '')
    if (!entry.finest.includes(name) && !entry.dropped.includes(name)) return null
    qualifiers.set(name, segments[i + 1] ?? '')
  }
  for (const ai of entry.finest) {
    const encoded = qualifiers.get(ai)
    if (encoded === undefined) continue
    const decoded = percentDecode(encoded)
    if (typeof decoded === 'number' || decoded.length < 1 || decoded.length > 28) return null
    return { ai: entry.ai, value, qualifier: { ai, value: decoded } }
  }
  return { ai: entry.ai, value, qualifier: null }
}

/**
 * The key of a GS1 Digital Link of any domain and path prefix, with its finest qualifier. The scheme may be written in
 * capitals, as codes have it that hold capitals and digits only. Check digits are not judged.
 *
 * @returns null when the URI is not a Digital Link
 */
export function readLinkKey(uri: string): LinkKey | null {
  if (!/^https?:\/\//i.test(uri)) return null
  let end = uri.length
  for (const mark of ['?', '#']) {
    const at = uri.indexOf(mark)
    if (at >= 0 && at < end) end = at
  }
  const slash = uri.indexOf('/', uri.indexOf('//') + 2)
  if (slash < 0 || slash >= end) return null
  const segments = uri.slice(slash + 1, end).split('/')
  if (segments.at(-1) === '') segments.pop()
  for (let i = segments.length - 2; i >= 0 && segments.length <= 64; i -= 2) {
    const found = keyAt(segments, i)
    if (found !== null) return found
  }
  return null
}

/**
 * A GS1 Digital Link of any domain as the constrained canonical one that the event hash compares (CBV 2.0 §8.9, rule
 * 18): on id.gs1.org, without query, with the finest level of identification only.
 *
 * @returns null when the URI is not a Digital Link
 */
export function constrainLink(uri: string, escapeValue: LinkEscape = escapeAsUrn): string | null {
  const found = readLinkKey(uri)
  if (found === null) return null
  const { ai, value, qualifier } = found
  const key = `${CANONICAL_ROOT}${ai}/${escapeValue(value)}`
  return qualifier === null ? key : `${key}/${qualifier.ai}/${escapeValue(qualifier.value)}`
}
