import { BondmarkError } from '../errors/bondmark-error.ts'
import { checkDigit, isDigits } from './check-digit.ts'

export interface SsccParts {
  /** The extension digit, 0–9. */
  readonly extension: number | string
  /** The GS1 company prefix, 4 to 12 digits. */
  readonly companyPrefix: string
  /** The counter of the block, at most as long as the prefix leaves room for (16 digits less the prefix). */
  readonly serial: number | bigint
}

/**
 * An SSCC: extension digit, company prefix, zero-filled serial reference, check digit (General Specifications §2.2.1).
 *
 * @returns 18 digits
 * @throws BondmarkError `sscc-malformed` when a part is not in its range: a counter that ran out is never shortened
 */
export function buildSscc({ extension, companyPrefix, serial }: SsccParts): string {
  const first = String(extension)
  const room = 16 - companyPrefix.length
  const counter = String(serial)
  const fits =
    first.length === 1 &&
    isDigits(first, 0, 1) &&
    companyPrefix.length >= 4 &&
    companyPrefix.length <= 12 &&
    isDigits(companyPrefix, 0, companyPrefix.length) &&
    isDigits(counter, 0, counter.length) &&
    counter.length <= room
  if (!fits)
    throw new BondmarkError('sscc-malformed', { value: `${first} ${companyPrefix} ${counter}`.slice(0, 60) })
  const body = first + companyPrefix + counter.padStart(room, '0')
  return body + checkDigit(body)
}
