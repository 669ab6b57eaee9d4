import { type AiRow, rowOf } from './ai-table.ts'
import { isDigits } from './check-digit.ts'
import { addElement } from './element-rules.ts'
import { GS } from './element-string.ts'
import { isGtinLength } from './gtin.ts'
import { belongsInPath, isQualifierPath } from './link-keys.ts'
import {
  isHost,
  looksCompressed,
  outsideUri,
  type Piece,
  parameterText,
  pieces,
  queryPieces,
  schemeLength,
} from './link-text.ts'
import { percentDecode } from './percent-encoding.ts'
import type { Collected, ScanError } from './scan-reading.ts'

/** Judges a percent-encoded value and adds it. GTINs may come with fewer than 14 digits (decision 0010). */
function addValue(row: AiRow, encoded: Piece, at: number, into: Collected): ScanError | null {
  const decoded = percentDecode(encoded.text)
  if (typeof decoded === 'number') {
    return { code: 'link-malformed', ai: row.ai, at: encoded.at + decoded, rule: 'percent-encoding' }
  }
  const isShort = row.ai === '01' && decoded.length < 14 && isGtinLength(decoded.length)
  const value = isShort ? decoded.padStart(14, '0') : decoded
  const fault = row.check(value, 0, value.length)
  if (fault === null) {
    if (isShort) into.warnings.push({ code: 'link-gtin-short', ai: row.ai })
    return into.found.rows.includes(row)
      ? { code: 'ai-repeated', ai: row.ai, at }
      : addElement(into, row, value, at)
  }
  // The offset is in the decoded value; where nothing was escaped it is exact, else the value's start is named.
  const offset = decoded === encoded.text ? Math.max(0, fault.at - (value.length - decoded.length)) : 0
  return { code: fault.code, ai: row.ai, at: encoded.at + offset, rule: fault.rule }
}

/** Where the key is: the last identifier of a primary key from which the rest of the path goes in pairs. */
function keyIndex(path: readonly Piece[]): number {
  for (let i = path.length - 2; i >= 0; i -= 2) if (rowOf(path[i]?.text ?? '')?.qualifiers) return i
  return -1
}

function unknownSegment(name: Piece): ScanError {
  const numeric = isDigits(name.text, 0, name.text.length) && name.text.length <= 4
  return numeric
    ? { code: 'ai-unassigned', ai: name.text, at: name.at }
    : { code: 'link-malformed', ai: null, at: name.at }
}

/** Reads key and qualifiers, `path[start]` on in pairs. */
function readPath(path: readonly Piece[], start: number, key: AiRow, into: Collected): ScanError | null {
  const qualifiers: string[] = []
  for (let i = start; i + 1 < path.length; i += 2) {
    const name = path[i] ?? { text: '', at: 0 }
    const row = rowOf(name.text)
    if (row === undefined) return unknownSegment(name)
    if (i > start) qualifiers.push(row.ai)
    if (!isQualifierPath(key, qualifiers)) {
      return { code: 'link-qualifier-misplaced', ai: row.ai, at: name.at }
    }
    const error = addValue(row, path[i + 1] ?? { text: '', at: 0 }, name.at, into)
    if (error !== null) return error
  }
  return null
}

/** In a query `+` is a space, which no value may hold: so it is named at its place. */
function spaced(value: string): string {
  return value.includes('+') ? value.replaceAll('+', ' ') : value
}

function readQuery(query: readonly Piece[], into: Collected): ScanError | null {
  const inPath = [...into.found.rows]
  for (const { text, at } of query) {
    if (text === '') continue
    const equals = text.indexOf('=')
    const name = equals < 0 ? text : text.slice(0, equals)
    if (equals < 0 || !isDigits(name, 0, name.length)) {
      const value = equals < 0 ? '' : text.slice(equals + 1)
      into.parameters.push({ name: parameterText(name), value: parameterText(value) })
      continue
    }
    const row = rowOf(name)
    if (row === undefined) return { code: 'ai-unassigned', ai: name.slice(0, 8), at }
    // A qualifier makes a link a link to another thing, so it stands in the path or nowhere.
    if (belongsInPath(inPath, row.ai)) return { code: 'link-qualifier-misplaced', ai: row.ai, at }
    if (!row.linkAttribute) return { code: 'link-attribute-forbidden', ai: row.ai, at }
    const encoded = { text: spaced(text.slice(equals + 1)), at: at + equals + 1 }
    const error = addValue(row, encoded, at, into)
    if (error !== null) return error
  }
  return null
}

interface Located {
  readonly path: readonly Piece[]
  readonly start: number
}

/** The segments and the place of the key; a slash behind the last value is let pass, an empty last value is not. */
function locateKey(segments: readonly Piece[]): Located | null {
  const trimmed = segments.at(-1)?.text === '' ? segments.slice(0, -1) : segments
  for (const path of [trimmed, segments]) {
    const start = keyIndex(path)
    if (start >= 0) return { path, start }
  }
  return null
}

/**
 * Reads `text[start, end)` as a GS1 Digital Link of any domain and path prefix (GS1 Digital Link: URI Syntax §4), into
 * what is collected. What is not an identifier goes to `parameters`, the fragment is left out. Compressed links and the
 * words that once stood for identifiers (`/gtin/`) are not read (decision 0010).
 */
export function readDigitalLink(text: string, start: number, end: number, into: Collected): ScanError | null {
  const separator = text.indexOf(GS, start)
  if (separator >= 0 && separator < end) return { code: 'scan-character-forbidden', ai: null, at: separator }
  const illegal = outsideUri(text, start, end)
  if (illegal >= 0) return { code: 'link-malformed', ai: null, at: illegal, rule: 'uri-characters' }
  const hash = text.indexOf('#', start)
  const stop = hash < 0 || hash > end ? end : hash
  const question = text.indexOf('?', start)
  const pathEnd = question < 0 || question > stop ? stop : question
  const hostStart = start + schemeLength(text, start)
  const slash = text.indexOf('/', hostStart)
  if (slash < 0 || slash >= pathEnd) return { code: 'link-without-key', ai: null, at: start }
  if (!isHost(text, hostStart, slash)) {
    return { code: 'link-malformed', ai: null, at: hostStart, rule: 'host' }
  }
  const segments = pieces(text, slash + 1, pathEnd, '/')
  const located = locateKey(segments)
  const key = rowOf(located?.path[located.start]?.text ?? '')
  if (located === null || key === undefined) {
    const code = looksCompressed(segments.at(-1)?.text ?? '') ? 'link-compressed' : 'link-without-key'
    return { code, ai: null, at: start }
  }
  const error = readPath(located.path, located.start, key, into)
  if (error !== null || pathEnd === stop) return error
  return readQuery(queryPieces(text, pathEnd + 1, stop), into)
}
