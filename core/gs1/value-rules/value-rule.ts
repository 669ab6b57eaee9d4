import type { Code } from '../../errors/codes.ts'

/**
 * Judges `text[start, end)`, whose characters and length already fit: the offset in `text` of what is wrong, or -1.
 * It reads no character outside of the range.
 */
export type Judge = (text: string, start: number, end: number) => number

/** A rule that the content of a component keeps, by the name that the GS1 Barcode Syntax Dictionary gives it. */
export interface ValueRule {
  readonly name: string
  readonly code: Code
  readonly judge: Judge
}

/** The digit at `at`, 0–9, of a text that the caller knows to be digits there. */
export function digitAt(text: string, at: number): number {
  return text.charCodeAt(at) - 48
}

/** The two-digit number at `at`, of a text that the caller knows to be digits there. */
export function twoDigitsAt(text: string, at: number): number {
  return digitAt(text, at) * 10 + digitAt(text, at + 1)
}
