import { rowOf } from './ai-table.ts'
import { readBracketed } from './bracketed.ts'
import { canonicalLink } from './canonical-link.ts'
import { checkDigitHolds, isDigits } from './check-digit.ts'
import { readDigitalLink, schemeLength } from './digital-link.ts'
import { pairingError } from './element-rules.ts'
import { readElementString } from './element-string.ts'
import { isGtinLength } from './gtin.ts'
import type { BadReading, Found, LinkParameter, ScanError, ScanReading, ScanWarning } from './scan-reading.ts'
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

function readGtin(text: string, start: number, end: number, found: Found): ScanError | null {
  if (!checkDigitHolds(text, start, end)) return { code: 'ai-check-digit-wrong', ai: '01', at: end - 1 }
  found.elements.push({ ai: '01', value: text.slice(start, end).padStart(14, '0') })
  found.ats.push(start)
  return null
}

interface Collected {
  readonly found: Found
  readonly warnings: ScanWarning[]
  readonly parameters: LinkParameter[]
}

/** Reads content that no AIM id explains: a link, the human-readable form, a bare GTIN, or element strings. */
function readPlain(text: string, start: number, end: number, into: Collected): ScanError | null {
  const first = text.charCodeAt(start)
  if (first === 0x28) return readBracketed(text, start, end, into.found)
  if ((first | 0x20) === 0x68 && schemeLength(text, start) > 0) {
    return readDigitalLink(text, start, end, into.found, into.parameters)
  }
  if (isGtinLength(end - start) && isDigits(text, start, end)) return readGtin(text, start, end, into.found)
  const from = first === GS_CODE ? start + 1 : start
  const error = readElementString(text, from, end, into.found, into.warnings)
  // Content that does not even begin with an identifier is something else altogether, and is called that.
  return error?.code === 'ai-malformed' && error.at === start
    ? { ...error, code: 'scan-unrecognized' }
    : error
}

function readSymbol(symbology: Symbology, text: string, end: number, into: Collected): ScanError | null {
  if (symbology.holds === 'plain') return readPlain(text, 3, end, into)
  if (symbology.holds === 'elements') {
    const from = text.charCodeAt(3) === GS_CODE ? 4 : 3
    if (from === end) return { code: 'scan-empty', ai: null, at: from }
    return readElementString(text, from, end, into.found, into.warnings)
  }
  if (!symbology.lengths.includes(end - 3) || !isDigits(text, 3, end)) {
    return { code: 'symbology-content-wrong', ai: null, at: 3 }
  }
  return readGtin(text, 3, end, into.found)
}

/**
 * Reads what a scanner or a person hands over: an optional AIM id (`]C1` …), then GS1 element strings with FNC1 as GS
 * (0x1D), the bracketed form `(01)…(21)…`, a bare GTIN of 8, 12, 13 or 14 digits, or a GS1 Digital Link. An SSCC is
 * read with its AI (00) only. Every rule of the General Specifications that concerns the identifiers of `ai-table.ts`
 * is checked: characters, lengths, check digits, dates, and which stand side by side.
 *
 * @param text the scan, CR and LF at its end tolerated
 * @returns the reading; it never throws, a wrong scan is `ok: false` with a code and an offset
 */
export function parseScan(text: string): ScanReading {
  const end = contentEnd(text)
  if (end === 0) return bad(text, { code: 'scan-empty', ai: null, at: 0 })
  if (end > SCAN_LENGTH_MAX) return bad(text, { code: 'scan-too-long', ai: null, at: SCAN_LENGTH_MAX })
  const forbidden = forbiddenCharacter(text, end)
  if (forbidden >= 0) return bad(text, { code: 'scan-character-forbidden', ai: null, at: forbidden })

  const into: Collected = { found: { elements: [], ats: [] }, warnings: [], parameters: [] }
  let symbology: Symbology | undefined
  let error: ScanError | null
  if (text.charCodeAt(0) === 0x5d) {
    symbology = symbologyOf(text.slice(0, 3))
    if (symbology === undefined) return bad(text, { code: 'symbology-unsupported', ai: null, at: 0 })
    error = end === 3 ? { code: 'scan-empty', ai: null, at: 3 } : readSymbol(symbology, text, end, into)
  } else {
    error = readPlain(text, 0, end, into)
  }
  error ??= pairingError(into.found, into.warnings)
  if (error !== null) return bad(text, error)

  const { elements } = into.found
  if (elements.length === 0) return bad(text, { code: 'scan-empty', ai: null, at: end })
  const reading: ScanReading = {
    input: text,
    ok: true,
    symbology: symbology?.name ?? null,
    elements,
    digitalLink: canonicalLink(elements),
    warnings: into.warnings,
  }
  if (into.parameters.length > 0) Object.defineProperty(reading, 'parameters', { value: into.parameters })
  return reading
}

/** The value of an identifier in a reading, or undefined. */
export function elementOf(reading: ScanReading, ai: string): string | undefined {
  if (!reading.ok || rowOf(ai) === undefined) return undefined
  return reading.elements.find((element) => element.ai === ai)?.value
}
