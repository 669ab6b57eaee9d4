import { BondmarkError } from '../errors/bondmark-error.ts'
import { hasValidCheckDigit } from './check-digit.ts'

/** True for the lengths that a GTIN comes in: GTIN-8, GTIN-12 (UPC-A), GTIN-13 (EAN-13), GTIN-14 (ITF-14). */
export function isGtinLength(length: number): boolean {
  return length === 8 || length === 12 || length === 13 || length === 14
}

/**
 * Any GTIN as the 14 digits that AI (01) carries (General Specifications §3.3.2: shorter ones are zero-filled).
 *
 * @param digits 8, 12, 13 or 14 digits, check digit included
 * @throws BondmarkError `gtin-malformed` on another length, a non-digit or a wrong check digit
 */
export function toGtin14(digits: string): string {
  if (!isGtinLength(digits.length) || !hasValidCheckDigit(digits)) {
    throw new BondmarkError('gtin-malformed', { value: digits.slice(0, 40) })
  }
  return digits.padStart(14, '0')
}
