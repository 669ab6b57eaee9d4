import { outsideDigits } from '../character-set.ts'
import { digitAt } from './value-rule.ts'

/**
 * `couponposoffer`: a coupon of the positive offer file, AI (8112): format 0 or 1, funder (its length less six, then the
 * digits), six digits of offer code, serial number (its length less six, then the digits), and nothing behind it.
 */
export function storeCoupon(text: string, start: number, end: number): number {
  const letter = outsideDigits(text, start, end)
  if (letter >= 0) return letter
  if (start === end || digitAt(text, start) > 1) return start
  const funder = start + 1
  if (funder >= end || digitAt(text, funder) > 6) return funder
  const serial = funder + 1 + digitAt(text, funder) + 6 + 6
  if (serial >= end) return end
  const last = serial + 1 + digitAt(text, serial) + 6
  if (last > end) return end
  return last < end ? last : -1
}
