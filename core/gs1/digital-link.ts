import { type AiRow, rowOf } from './ai-table.ts'
import { isDigits } from './check-digit.ts'
import { addElement } from './element-rules.ts'
import { GS } from './element-string.ts'
import { isGtinLength } from './gtin.ts'
import { percentDecode } from './percent-encoding.ts'
import type { Found, LinkParameter, ScanError } from './scan-reading.ts'
import { valueError } from './value-rules.ts'

/** Primary keys of the Digital Link syntax that the station does not read yet: named in the error, not guessed at. */
const OTHER_KEYS = new Set([
  '253',
  '255',
  '401',
  '402',
  '414',
  '417',
  '8003',
  '8004',
  '8006',
  '8010',
  '8013',
  '8017',
  '8018',
])
const QUALIFIER_ORDER = ['22', '10', '21']

interface Piece {
  readonly text: string
  readonly at: number
}

function pieces(text: string, start: number, end: number, separator: string): Piece[] {
  const out: Piece[] = []
  let from = start
  while (from <= end) {
    const next = text.indexOf(separator, from)
    const to = next < 0 || next > end ? end : next
    out.push({ text: text.slice(from, to), at: from })
    from = to + 1
  }
  return out
}

/** Judges a percent-encoded value and adds it. GTINs may be shorter than 14 digits in links (§4.3). */
function addValue(row: AiRow, encoded: Piece, at: number, found: Found): ScanError | null {
  const decoded = percentDecode(encoded.text)
  if (typeof decoded === 'number') return { code: 'link-malformed', ai: row.ai, at: encoded.at + decoded }
  const short = row.ai === '01' && isGtinLength(decoded.length)
  const value = short ? decoded.padStart(14, '0') : decoded
  const error = valueError(row, value, 0, value.length)
  if (error === null) return addElement(found, row.ai, value, at)
  // The offset is in the decoded value; where nothing was escaped it is exact, else the value's start is named.
  const offset = decoded === encoded.text ? Math.max(0, error.at - (value.length - decoded.length)) : 0
  return { ...error, at: encoded.at + offset }
}

/** Where the key is: the last identifier of a primary key from which the rest of the path goes in pairs. */
function keyIndex(path: readonly Piece[]): number {
  for (let i = path.length - 2; i >= 0; i -= 2) {
    const name = path[i]?.text ?? ''
    if (rowOf(name)?.inLink === 'key' || OTHER_KEYS.has(name)) return i
  }
  return -1
}

function readPath(path: readonly Piece[], found: Found): ScanError | null {
  const start = keyIndex(path)
  if (start < 0) return { code: 'link-without-key', ai: null, at: 0 }
  let lastQualifier = -1
  for (let i = start; i < path.length; i += 2) {
    const name = path[i]
    const value = path[i + 1]
    if (name === undefined || value === undefined) break
    const row = rowOf(name.text)
    if (row === undefined) {
      const numeric = isDigits(name.text, 0, name.text.length) && name.text.length <= 4
      return numeric
        ? { code: 'ai-unsupported', ai: name.text, at: name.at }
        : { code: 'link-malformed', ai: null, at: name.at }
    }
    if (i > start) {
      const order = QUALIFIER_ORDER.indexOf(row.ai)
      if (path[start]?.text !== '01' || order <= lastQualifier) {
        return { code: 'link-qualifier-misplaced', ai: row.ai, at: name.at }
      }
      lastQualifier = order
    }
    const error = addValue(row, value, name.at, found)
    if (error !== null) return error
  }
  return null
}

function readQuery(query: readonly Piece[], found: Found, parameters: LinkParameter[]): ScanError | null {
  for (const piece of query) {
    if (piece.text === '') continue
    const equals = piece.text.indexOf('=')
    const name = equals < 0 ? piece.text : piece.text.slice(0, equals)
    const value: Piece =
      equals < 0
        ? { text: '', at: piece.at + name.length }
        : { text: piece.text.slice(equals + 1), at: piece.at + equals + 1 }
    if (!isDigits(name, 0, name.length)) {
      const decodedName = percentDecode(name)
      const decoded = percentDecode(value.text)
      if (typeof decodedName === 'number')
        return { code: 'link-malformed', ai: null, at: piece.at + decodedName }
      if (typeof decoded === 'number') return { code: 'link-malformed', ai: null, at: value.at + decoded }
      parameters.push({ name: decodedName, value: decoded })
      continue
    }
    const row = rowOf(name)
    if (row === undefined) return { code: 'ai-unsupported', ai: name, at: piece.at }
    // (21) and (22) make a link a link to another thing, so they stand in the path or nowhere.
    if (row.ai === '21' || row.ai === '22')
      return { code: 'link-qualifier-misplaced', ai: row.ai, at: piece.at }
    const error = addValue(row, value, piece.at, found)
    if (error !== null) return error
  }
  return null
}

/** The length of a leading `http://` or `https://` at `start`, in any case, or 0. */
export function schemeLength(text: string, start: number): number {
  const head = text.slice(start, start + 8).toLowerCase()
  if (head === 'https://') return 8
  return head.startsWith('http://') ? 7 : 0
}

/**
 * Reads `text[start, end)` as a GS1 Digital Link of any domain and path prefix (Digital Link: URI Syntax §4), into
 * `found` and, for what is not an identifier, `parameters`.
 */
export function readDigitalLink(
  text: string,
  start: number,
  end: number,
  found: Found,
  parameters: LinkParameter[],
): ScanError | null {
  const separator = text.indexOf(GS, start)
  if (separator >= 0 && separator < end) return { code: 'scan-character-forbidden', ai: null, at: separator }
  const hash = text.indexOf('#', start)
  const stop = hash < 0 || hash > end ? end : hash
  const question = text.indexOf('?', start)
  const pathEnd = question < 0 || question > stop ? stop : question
  const slash = text.indexOf('/', start + schemeLength(text, start))
  if (slash < 0 || slash >= pathEnd) return { code: 'link-without-key', ai: null, at: start }
  const path = pieces(text, slash + 1, pathEnd, '/')
  if (path.at(-1)?.text === '') path.pop()
  const error = readPath(path, found)
  if (error !== null) return error.code === 'link-without-key' ? { ...error, at: start } : error
  return pathEnd === stop ? null : readQuery(pieces(text, pathEnd + 1, stop, '&'), found, parameters)
}
