import { CROCKFORD_ALPHABET, type Random, randomSymbols } from './crockford.ts'

export const SERIAL_ALPHABET = CROCKFORD_ALPHABET
const SERIAL_PREFIX_LENGTH = 3
const SERIAL_LENGTH = 15

const symbol = '[0-9A-HJKMNP-TV-Z]'
const serialShape = new RegExp(`^${symbol}{${SERIAL_LENGTH}}$`)
const prefixShape = new RegExp(`^${symbol}{${SERIAL_PREFIX_LENGTH}}$`)

/** Whether a text is a serial of Bondmark: 15 symbols of upper-case Crockford base 32. */
export function isSerial(text: string): boolean {
  return serialShape.test(text)
}

/** Whether a text is a station's serial prefix. */
export function isSerialPrefix(text: string): boolean {
  return prefixShape.test(text)
}

/**
 * A new serial: the station's prefix and 12 random symbols (60 bits). That it was never used is the store's to check.
 * Throws RangeError when the prefix is not three symbols of the alphabet.
 */
export function newSerial(prefix: string, random: Random): string {
  if (!isSerialPrefix(prefix)) throw new RangeError(`not a serial prefix: ${prefix}`)
  return prefix + randomSymbols(SERIAL_LENGTH - SERIAL_PREFIX_LENGTH, random)
}
