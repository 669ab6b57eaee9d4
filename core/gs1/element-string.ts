import { type AiRow, aiLength, rowOfNumber } from './ai-table.ts'
import { isDigits } from './check-digit.ts'
import { addElement, canStandTogether } from './element-rules.ts'
import type { Collected, Found, ScanError } from './scan-reading.ts'

/** FNC1 as scanners transmit it. */
export const GS = '\u001d'

/** The number that the `length` digits at `at` make, or -1 when they are not all digits. */
function numberAt(text: string, at: number, length: number): number {
  let number = 0
  for (let i = at; i < at + length; i++) {
    const digit = text.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) return -1
    number = number * 10 + digit
  }
  return number
}

/** The row whose identifier stands at `at`, or undefined: see {@link identifierError}. */
function rowAt(text: string, at: number): AiRow | undefined {
  const firstTwo = numberAt(text, at, 2)
  if (firstTwo < 0) return undefined
  const length = aiLength(firstTwo)
  return rowOfNumber(length === 2 ? firstTwo : numberAt(text, at, length), length)
}

function identifierError(text: string, at: number): ScanError {
  const firstTwo = numberAt(text, at, 2)
  if (firstTwo < 0 || !isDigits(text, at, at + aiLength(firstTwo))) {
    return { code: 'ai-malformed', ai: null, at }
  }
  return { code: 'ai-unassigned', ai: text.slice(at, at + aiLength(firstTwo)), at }
}

/**
 * Reads `text[start, end)` as concatenated element strings (General Specifications §7.8): identifiers of predefined
 * length follow one another, any other ends at GS or at the end. A GS that is not needed is tolerated.
 */
export function readElementString(
  text: string,
  start: number,
  end: number,
  into: Collected,
): ScanError | null {
  let at = start
  // Where the next GS is: looked for once, not once for each element.
  let separator = nextSeparator(text, start, end)
  while (at < end) {
    const row = rowAt(text, at)
    if (row === undefined) return identifierError(text, at)
    const from = at + row.ai.length
    if (separator < from) separator = nextSeparator(text, from, end)
    const to = row.predefined ? Math.min(from + row.max, separator) : separator
    const fault = row.check(text, from, to)
    if (fault !== null) return { code: fault.code, ai: row.ai, at: fault.at, rule: fault.rule }
    const repeated = addElement(into, row, text.slice(from, to), at)
    if (repeated !== null) return repeated
    if (to === end && !row.predefined && hidesElements(row, text, from, end, into.found)) {
      into.warnings.push({ code: 'separator-missing-possible', ai: row.ai })
    }
    at = to === separator && to < end ? to + 1 : to
  }
  return null
}

function nextSeparator(text: string, from: number, end: number): number {
  const separator = text.indexOf(GS, from)
  return separator < 0 || separator > end ? end : separator
}

/**
 * True when the value that runs to the end could be a shorter one and further elements, whose separator got lost on the
 * way (keyboard-mode scanners swallow GS, and so do careless encoders): there is a second reading that keeps every rule.
 * Nothing can decide between them, so it is a warning.
 */
function hidesElements(row: AiRow, text: string, from: number, end: number, found: Found): boolean {
  for (let at = from + row.min; at + 2 < end; at++) {
    if (rowAt(text, at) === undefined) continue
    const hidden = rowsToTheEnd(text, at, end)
    if (
      hidden !== null &&
      row.check(text, from, at) === null &&
      canStandTogether([...found.rows, ...hidden])
    ) {
      return true
    }
  }
  return false
}

/** The identifiers of `text[start, end)` when it reads to its end without a separator, or null. */
function rowsToTheEnd(text: string, start: number, end: number): AiRow[] | null {
  const rows: AiRow[] = []
  let at = start
  while (at < end) {
    const row = rowAt(text, at)
    if (row === undefined) return null
    const from = at + row.ai.length
    const to = row.predefined ? from + row.max : end
    if (to > end || row.check(text, from, to) !== null) return null
    rows.push(row)
    at = to
  }
  return rows
}
