/** Upper-case Crockford base 32: no I, L, O, U. */
export const CROCKFORD_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Random bytes from the machine. */
export type Random = (length: number) => Uint8Array

/**
 * Random symbols, 5 bits each. 32 divides 256, so the low five bits of a random byte are uniform: nothing is rejected
 * and no symbol is likelier than another.
 */
export function randomSymbols(count: number, random: Random): string {
  return String.fromCharCode(...randomSymbolBytes(count, random))
}

/** The same in ASCII, in the random bytes' own memory: of a secret there is then one copy, and it can be wiped. */
export function randomSymbolBytes(count: number, random: Random): Uint8Array {
  const bytes = random(count)
  if (bytes.length !== count) throw new RangeError(`${count} random bytes asked, ${bytes.length} given`)
  for (const [at, byte] of bytes.entries()) bytes[at] = CROCKFORD_ALPHABET.charCodeAt(byte & 31)
  return bytes
}
