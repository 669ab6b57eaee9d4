import { rowOf } from './ai-table.ts'
import { isDigits } from './check-digit.ts'
import { addElement } from './element-rules.ts'
import type { Collected, ScanError } from './scan-reading.ts'

/** The end of the identifier `(NN)`, `(NNN)` or `(NNNN)` that opens at `at` (the offset of its `)`), or -1. */
function closing(text: string, at: number): number {
  if (text.charCodeAt(at) !== 0x28) return -1
  for (let length = 2; length <= 4; length++) {
    if (!isDigits(text, at + 1, at + 1 + length)) return -1
    if (text.charCodeAt(at + 1 + length) === 0x29) return at + 1 + length
  }
  return -1
}

/** Where the value that begins at `from` ends: at the next identifier in parentheses that is not escaped. */
function valueEnd(text: string, from: number, end: number): number {
  let to = text.indexOf('(', from)
  while (to >= 0 && to < end && (text.charAt(to - 1) === '\\' || closing(text, to) < 0)) {
    to = text.indexOf('(', to + 1)
  }
  return to < 0 || to > end ? end : to
}

/** The offset in the input of an offset in the value, which has lost the backslash of each `\(`. */
function inputOffset(raw: string, offset: number): number {
  let lost = 0
  for (let i = raw.indexOf('\\('); i >= 0 && i - lost < offset; i = raw.indexOf('\\(', i + 2)) lost++
  return offset + lost
}

/**
 * Reads `text[start, end)` as the human-readable form, `(01)…(21)…` (General Specifications §4.14). Parentheses are
 * legal in values too, so a value ends only where a whole identifier in parentheses begins; `\(` in a value is a
 * parenthesis that begins none, as in the GS1 Syntax Engine.
 */
export function readBracketed(text: string, start: number, end: number, into: Collected): ScanError | null {
  let at = start
  while (at < end) {
    const close = closing(text, at)
    if (close < 0) return { code: 'ai-malformed', ai: null, at }
    const ai = text.slice(at + 1, close)
    const row = rowOf(ai)
    if (row === undefined) return { code: 'ai-unassigned', ai, at }
    const to = valueEnd(text, close + 1, end)
    const raw = text.slice(close + 1, to)
    const value = raw.replaceAll('\\(', '(')
    const fault = row.check(value, 0, value.length)
    if (fault !== null) {
      return { code: fault.code, ai, at: close + 1 + inputOffset(raw, fault.at), rule: fault.rule }
    }
    const repeated = addElement(into, row, value, at)
    if (repeated !== null) return repeated
    at = to
  }
  return null
}

/** Elements in the human-readable form, so that {@link readBracketed} reads the same again. */
export function writeBracketed(elements: readonly { readonly ai: string; readonly value: string }[]): string {
  return elements.map(({ ai, value }) => `(${ai})${value.replace(/\((?=\d{2,4}\))/g, '\\(')}`).join('')
}
