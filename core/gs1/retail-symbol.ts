import { type AiRow, rowOf } from './ai-table.ts'
import { checkDigitAt, checkDigitHolds, isDigits } from './check-digit.ts'
import { addElement } from './element-rules.ts'
import { readElementString } from './element-string.ts'
import type { Collected, ScanError } from './scan-reading.ts'
import type { Symbology } from './symbology.ts'
import { expandUpcE } from './upc-e.ts'

const gtinRow: AiRow = requireGtin()

function requireGtin(): AiRow {
  const row = rowOf('01')
  if (row === undefined) throw new RangeError('the table has no GTIN')
  return row
}

/** Adds `text[start, end)`, 8 to 14 digits, as the GTIN that its check digit has to hold for. */
export function readGtin(text: string, start: number, end: number, into: Collected): ScanError | null {
  if (!checkDigitHolds(text, start, end)) {
    return { code: 'ai-check-digit-wrong', ai: '01', at: end - 1, rule: 'csum' }
  }
  return addElement(into, gtinRow, text.slice(start, end).padStart(14, '0'), start)
}

/** The composite component that follows a linear symbol with an id of its own, with the engine's `|` before it or not. */
const COMPOSITE = ']e0'

function readUpcE(text: string, start: number, end: number, into: Collected): ScanError | null {
  const upc = expandUpcE(text.slice(start, end))
  if (upc === null) return { code: 'ai-check-digit-wrong', ai: '01', at: end - 1, rule: 'csum' }
  if (!upc.checked) into.warnings.push({ code: 'check-digit-not-scanned', ai: '01' })
  return addElement(into, gtinRow, upc.gtin12.padStart(14, '0'), start)
}

/** Adds 13 digits of an ITF-14 with the check digit that its reader has verified and dropped. */
function readWithoutCheckDigit(text: string, start: number, end: number, into: Collected): ScanError | null {
  into.warnings.push({ code: 'check-digit-not-scanned', ai: '01' })
  return addElement(into, gtinRow, text.slice(start, end) + checkDigitAt(text, start, end), start)
}

/** What a retail symbol said: an error, or the add-on beside its GTIN. */
export type RetailReading = { readonly error: ScanError } | { readonly addOn: string | null }

/**
 * Reads `text[3, end)` as an EAN/UPC or ITF symbol: its GTIN, the add-on of ]E3, and the composite component behind it,
 * whose element strings are part of the same message.
 */
export function readRetailSymbol(
  symbology: Symbology,
  text: string,
  end: number,
  into: Collected,
): RetailReading {
  const second = symbology.holds === 'itf' ? -1 : text.indexOf(COMPOSITE, 3)
  const linearEnd = second < 0 || second >= end ? end : text.charAt(second - 1) === '|' ? second - 1 : second
  const length = linearEnd - 3
  if (!symbology.lengths.includes(length) || !isDigits(text, 3, linearEnd)) {
    return { error: { code: 'symbology-content-wrong', ai: null, at: 3 } }
  }
  if (symbology.holds === 'add-on') return { error: { code: 'symbology-add-on-alone', ai: null, at: 0 } }
  const gtinEnd = length > 14 ? 16 : linearEnd
  const error =
    symbology.holds === 'ean' && length <= 8
      ? readUpcE(text, 3, linearEnd, into)
      : symbology.holds === 'itf' && length === 13
        ? readWithoutCheckDigit(text, 3, linearEnd, into)
        : readGtin(text, 3, gtinEnd, into)
  if (error !== null) return { error }
  if (linearEnd < end) {
    const from = (second < 0 ? end : second) + COMPOSITE.length
    const composite =
      from >= end
        ? ({ code: 'scan-empty', ai: null, at: end } as const)
        : readElementString(text, from, end, into)
    if (composite !== null) return { error: composite }
  }
  return { addOn: gtinEnd < linearEnd ? text.slice(gtinEnd, linearEnd) : null }
}
