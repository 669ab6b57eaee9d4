import { BondmarkError } from '../errors/bondmark-error.ts'
import { type Random, randomSymbolBytes } from './crockford.ts'

const PIN_LENGTH = 10

const normalised = /^[0-9A-HJKMNP-TV-Z]{10}$/

/**
 * A new scratch code: 10 random symbols of upper-case Crockford base 32 (50 bits), in ASCII. Bytes, because whoever has
 * used them can wipe them, and a string stays in memory for as long as the machine likes.
 */
export function newPin(random: Random): Uint8Array {
  return randomSymbolBytes(PIN_LENGTH, random)
}

/** A PIN as a text, for the moment in which a label is drawn. */
export const pinText = (pin: Uint8Array): string => String.fromCharCode(...pin)

/** A PIN as it is printed: `XXXXX-XXXXX`. */
export function formatPin(pin: string): string {
  return `${pin.slice(0, 5)}-${pin.slice(5)}`
}

/**
 * The PIN a person means: case, O for 0, I and L for 1, the dash, white space and full-width letters are forgiven.
 * @throws BondmarkError `pin-malformed`, which never repeats what was typed
 */
export function normalisePin(input: string): string {
  const pin = input
    .slice(0, 64)
    .normalize('NFKC')
    .replaceAll(/[\s‐-―-]/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  if (input.length > 64 || !normalised.test(pin)) throw new BondmarkError('pin-malformed')
  return pin
}

export { parsePhc, phcString } from './phc.ts'
