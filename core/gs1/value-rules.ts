import type { AiRow } from './ai-table.ts'
import { outsideDigits, outsideSet82 } from './character-set.ts'
import { checkDigitHolds } from './check-digit.ts'
import { isDateLike } from './date.ts'
import type { ScanError } from './scan-reading.ts'

/**
 * Judges `text[start, end)` as the value of an identifier: characters, length, check digit, date.
 *
 * @returns null when it holds, else the error; its `at` is an offset in `text`
 */
export function valueError(row: AiRow, text: string, start: number, end: number): ScanError | null {
  const { ai } = row
  const outside = row.holds === 'digits' ? outsideDigits(text, start, end) : outsideSet82(text, start, end)
  if (outside >= 0) return { code: 'ai-character-forbidden', ai, at: outside }
  if (end - start < row.min) return { code: 'ai-value-short', ai, at: end }
  if (end - start > row.max) return { code: 'ai-value-long', ai, at: start + row.max }
  if (row.rule === 'check-digit' && !checkDigitHolds(text, start, end)) {
    return { code: 'ai-check-digit-wrong', ai, at: end - 1 }
  }
  if (row.rule === 'date' && !isDateLike(text, start)) return { code: 'ai-date-wrong', ai, at: start }
  return null
}
