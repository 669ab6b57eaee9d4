import { type AiRow, aiLength, rowOfNumber } from './ai-table.ts'
import { isDigits } from './check-digit.ts'
import { addElement } from './element-rules.ts'
import type { Found, ScanError, ScanWarning } from './scan-reading.ts'
import { valueError } from './value-rules.ts'

/** FNC1 as scanners transmit it. */
export const GS = '\u001d'

/** The row whose identifier stands at `at`, or the error that names what stands there. */
function rowAt(text: string, at: number): AiRow | ScanError {
  if (!isDigits(text, at, at + 2)) return { code: 'ai-malformed', ai: null, at }
  const number = (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48
  const row = rowOfNumber(number)
  if (row !== undefined && !row.linkOnly) return row
  return { code: 'ai-unsupported', ai: text.slice(at, at + aiLength(number)), at }
}

/**
 * Reads `text[start, end)` as concatenated element strings (General Specifications §7.8): identifiers of fixed length
 * follow one another, one of variable length ends at GS or at the end. A GS that is not needed is tolerated.
 */
export function readElementString(
  text: string,
  start: number,
  end: number,
  found: Found,
  warnings: ScanWarning[],
): ScanError | null {
  let at = start
  while (at < end) {
    const row = rowAt(text, at)
    if ('code' in row) return row
    const from = at + 2
    const separator = text.indexOf(GS, from)
    const limit = separator < 0 || separator > end ? end : separator
    const to = row.min === row.max ? Math.min(from + row.max, limit) : limit
    const error = valueError(row, text, from, to)
    if (error !== null) return error
    const value = text.slice(from, to)
    const repeated = addElement(found, row.ai, value, at)
    if (repeated !== null) return repeated
    if (row.min !== row.max && to === end && separator < 0 && hidesElements(text, from, end, found)) {
      warnings.push({ code: 'separator-missing-possible', ai: row.ai })
    }
    at = to === limit && limit < end ? to + 1 : to
  }
  return null
}

/**
 * True when the tail of a value that runs to the end could be further elements, whose separator got lost on the way
 * (keyboard-mode scanners swallow GS). Nothing can decide it, so it is a warning.
 */
function hidesElements(text: string, from: number, end: number, found: Found): boolean {
  for (let at = from + 1; at + 2 < end; at++) {
    if (readsToTheEnd(text, at, end, found)) return true
  }
  return false
}

function readsToTheEnd(text: string, start: number, end: number, found: Found): boolean {
  let at = start
  while (at < end) {
    const row = rowAt(text, at)
    if ('code' in row) return false
    for (const element of found.elements) {
      if (element.ai === row.ai || row.excludes.includes(element.ai)) return false
    }
    const to = row.min === row.max ? at + 2 + row.max : end
    if (to > end || valueError(row, text, at + 2, to) !== null) return false
    at = to
  }
  return true
}
