import { rowOf } from './ai-table.ts'
import { readBracketed } from './bracketed.ts'
import { CANONICAL_ROOT, writeLinkOf } from './canonical-link.ts'
import { isDigits } from './check-digit.ts'
import { readDigitalLink } from './digital-link.ts'
import { pairingError } from './element-rules.ts'
import { GS, readElementString } from './element-string.ts'
import { isGtinLength } from './gtin.ts'
import { schemeLength } from './link-text.ts'
import { readGtin, readRetailSymbol } from './retail-symbol.ts'
import type { BadReading, Collected, GoodReading, ScanError, ScanReading } from './scan-reading.ts'
import { type Symbology, symbologyOf } from './symbology.ts'

/** More than any symbol can hold (a QR code of version 40 ends at 7,089 digits): longer input is not a scan. */
export const SCAN_LENGTH_MAX = 8192

const GS_CODE = 0x1d

/** The offset of the first character that no GS1 carrier transmits (anything but printable ASCII and GS), or -1. */
function forbiddenCharacter(text: string, end: number): number {
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i)
    if ((code < 0x20 && code !== GS_CODE) || code > 0x7e) return i
  }
  return -1
}

/** The end of what was scanned: scanners, terminals and files add CR and LF behind a symbol. */
function contentEnd(text: string): number {
  let end = text.length
  while (end > 0 && (text.charCodeAt(end - 1) === 0x0d || text.charCodeAt(end - 1) === 0x0a)) end--
  return end
}

function bad(input: string, error: ScanError): BadReading {
  return { input, ok: false, error }
}

/** Element strings behind an FNC1 in the first place, or without one. */
function readElements(text: string, start: number, end: number, into: Collected): ScanError | null {
  const from = text.charCodeAt(start) === GS_CODE ? start + 1 : start
  if (from === end) return { code: 'scan-empty', ai: null, at: from }
  return readElementString(text, from, end, into)
}

/** Reads content that no AIM id explains: a link, the human-readable form, a bare GTIN, or element strings. */
function readPlain(text: string, start: number, end: number, into: Collected): ScanError | null {
  const first = text.charCodeAt(start)
  if (first === 0x28) return readBracketed(text, start, end, into)
  if ((first | 0x20) === 0x68 && schemeLength(text, start) > 0) return readDigitalLink(text, start, end, into)
  if (isGtinLength(end - start) && isDigits(text, start, end)) return readGtin(text, start, end, into)
  // `^` is FNC1 where people and tools write element strings down; no value can hold it.
  if (first === 0x5e) return readElements(text.replaceAll('^', GS), start, end, into)
  const error = readElements(text, start, end, into)
  // Content that does not even begin with an identifier is something else altogether, and is called that.
  return error?.code === 'ai-malformed' && error.at === start
    ? { ...error, code: 'scan-unrecognized' }
    : error
}

/** True for content that is a link or a bare GTIN: any carrier may hold these. */
function explainsItself(text: string, start: number, end: number): boolean {
  return schemeLength(text, start) > 0 || (isGtinLength(end - start) && isDigits(text, start, end))
}

interface SymbolReading {
  readonly error: ScanError | null
  readonly addOn: string | null
}

function readSymbol(symbology: Symbology, text: string, end: number, into: Collected): SymbolReading {
  if (end === 3) return { error: { code: 'scan-empty', ai: null, at: 3 }, addOn: null }
  if (symbology.holds === 'elements') return { error: readElements(text, 3, end, into), addOn: null }
  if (symbology.holds === 'plain') {
    const error = readPlain(text, 3, end, into)
    if (error === null && !explainsItself(text, 3, end)) into.warnings.push({ code: 'carrier-not-gs1' })
    return { error, addOn: null }
  }
  const reading = readRetailSymbol(symbology, text, end, into)
  return 'error' in reading ? { error: reading.error, addOn: null } : { error: null, addOn: reading.addOn }
}

/** The canonical link of what was found, with a warning for each element that no link may carry. */
function linkOf({ found, warnings }: Collected): string | null {
  const written = writeLinkOf(found.rows, found.elements, CANONICAL_ROOT)
  if (written === null) return null
  for (const { ai } of written.leftOut) warnings.push({ code: 'link-leaves-out', ai })
  return written.link
}

/**
 * Reads what a scanner or a person hands over: an optional AIM id (`]C1` …), then GS1 element strings with FNC1 as GS
 * (0x1D) or as `^` when the text begins with it, the bracketed form `(01)…(21)…`, a bare GTIN of 8, 12, 13 or 14 digits,
 * or a GS1 Digital Link. An SSCC is read with its AI (00) only. Every rule that the General Specifications have for an
 * application identifier is checked: characters, lengths, content, and which stand side by side.
 *
 * @param text the scan, CR and LF at its end tolerated
 * @returns the reading; it never throws, a wrong scan is `ok: false` with a code, an offset and the rule
 */
export function parseScan(text: string): ScanReading {
  const end = contentEnd(text)
  if (end === 0) return bad(text, { code: 'scan-empty', ai: null, at: 0 })
  if (end > SCAN_LENGTH_MAX) return bad(text, { code: 'scan-too-long', ai: null, at: SCAN_LENGTH_MAX })
  const forbidden = forbiddenCharacter(text, end)
  if (forbidden >= 0) return bad(text, { code: 'scan-character-forbidden', ai: null, at: forbidden })

  const into: Collected = { found: { elements: [], rows: [], ats: [] }, warnings: [], parameters: [] }
  let symbology: Symbology | undefined
  let error: ScanError | null
  let addOn: string | null = null
  if (text.charCodeAt(0) === 0x5d) {
    symbology = symbologyOf(text.slice(0, 3))
    if (symbology === undefined) return bad(text, { code: 'symbology-unsupported', ai: null, at: 0 })
    const symbol = readSymbol(symbology, text, end, into)
    error = symbol.error
    addOn = symbol.addOn
  } else {
    error = readPlain(text, 0, end, into)
  }
  error ??= pairingError(into.found, into.warnings)
  if (error !== null) return bad(text, error)

  const plain: GoodReading = {
    input: text,
    ok: true,
    symbology: symbology?.name ?? null,
    elements: into.found.elements,
    digitalLink: linkOf(into),
    warnings: into.warnings,
  }
  const reading = addOn === null ? plain : { ...plain, addOn }
  if (into.parameters.length > 0) Object.defineProperty(reading, 'parameters', { value: into.parameters })
  return reading
}

/** The value of an identifier in a reading, or undefined. */
export function elementOf(reading: ScanReading, ai: string): string | undefined {
  if (!reading.ok || rowOf(ai) === undefined) return undefined
  return reading.elements.find((element) => element.ai === ai)?.value
}
