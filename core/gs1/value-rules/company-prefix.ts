import { outsideDigits } from '../character-set.ts'

/** The shortest GS1 company prefix (General Specifications §1.4.3). */
export const PREFIX_DIGITS_MIN = 4

/** `gcppos1`: the value begins with a GS1 company prefix, of which at least four digits are known to be there. */
export function startsWithPrefix(text: string, start: number, end: number): number {
  const outside = outsideDigits(text, start, Math.min(end, start + PREFIX_DIGITS_MIN))
  if (outside >= 0) return outside
  return end - start < PREFIX_DIGITS_MIN ? end : -1
}

/** `gcppos2`: the same, behind an indicator or extension digit. */
export function prefixFromSecond(text: string, start: number, end: number): number {
  return startsWithPrefix(text, Math.min(start + 1, end), end)
}
