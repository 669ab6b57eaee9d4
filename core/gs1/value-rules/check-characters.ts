import { checkDigitHolds } from '../check-digit.ts'
import { checkPairAt } from '../check-pair.ts'

/** `csum`: the last digit is the check digit of the others. */
export function checkDigit(text: string, start: number, end: number): number {
  return checkDigitHolds(text, start, end) ? -1 : end - 1
}

/** `csumalpha`: the last two characters are the check character pair of the others. */
export function checkPair(text: string, start: number, end: number): number {
  if (end - start < 2) return start
  const pair = checkPairAt(text, start, end - 2)
  if (pair === text.slice(end - 2, end)) return -1
  return pair?.[0] === text[end - 2] ? end - 1 : end - 2
}
