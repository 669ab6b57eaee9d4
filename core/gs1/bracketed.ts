import { rowOf } from './ai-table.ts'
import { isDigits } from './check-digit.ts'
import { addElement } from './element-rules.ts'
import type { Found, ScanError } from './scan-reading.ts'
import { valueError } from './value-rules.ts'

/** The end of the identifier `(NN)`, `(NNN)` or `(NNNN)` that opens at `at` (the offset of its `)`), or -1. */
function closing(text: string, at: number): number {
  if (text.charCodeAt(at) !== 0x28) return -1
  for (let length = 2; length <= 4; length++) {
    if (!isDigits(text, at + 1, at + 1 + length)) return -1
    if (text.charCodeAt(at + 1 + length) === 0x29) return at + 1 + length
  }
  return -1
}

/**
 * Reads `text[start, end)` as the human-readable form, `(01)…(21)…` (General Specifications §4.14). Parentheses are
 * legal in values too, so a value ends only where a whole identifier in parentheses begins.
 */
export function readBracketed(text: string, start: number, end: number, found: Found): ScanError | null {
  let at = start
  while (at < end) {
    const close = closing(text, at)
    if (close < 0) return { code: 'ai-malformed', ai: null, at }
    const ai = text.slice(at + 1, close)
    const row = rowOf(ai)
    if (row === undefined || row.linkOnly) return { code: 'ai-unsupported', ai, at }
    let to = text.indexOf('(', close + 1)
    while (to >= 0 && closing(text, to) < 0) to = text.indexOf('(', to + 1)
    if (to < 0 || to > end) to = end
    const error =
      valueError(row, text, close + 1, to) ?? addElement(found, row.ai, text.slice(close + 1, to), at)
    if (error !== null) return error
    at = to
  }
  return null
}
