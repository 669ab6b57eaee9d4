import { SET_82 } from './character-set.ts'

/** The 32 symbols of a check character pair, in the order of their values (General Specifications §7.9.5). */
const SET_32 = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
/** One prime for each character that stands before the pair, from the right; the longest AI value has 90 characters. */
const PRIMES = firstPrimes(97)
const value82 = new Uint8Array(128)
for (let i = 0; i < SET_82.length; i++) value82[SET_82.charCodeAt(i)] = i

function firstPrimes(count: number): number[] {
  const primes: number[] = []
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n)
  return primes
}

/** {@link checkPair} of `text[start, end)`, or null when it is longer than the standard has weights for. */
export function checkPairAt(text: string, start: number, end: number): string | null {
  if (end - start > PRIMES.length) return null
  let sum = 0
  for (let i = start; i < end; i++) sum += (value82[text.charCodeAt(i)] ?? 0) * (PRIMES[end - 1 - i] ?? 0)
  sum %= 1021
  return `${SET_32[sum >> 5]}${SET_32[sum & 31]}`
}

/**
 * The check character pair of a Global Model Number or of another alphanumeric key (General Specifications §7.9.5):
 * places of the characters in set 82, weighted with the primes from the right, modulo 1021, as two symbols of five bits.
 *
 * @param key the key without its pair, characters of set 82, at most 97
 * @throws RangeError on a longer key
 */
export function checkPair(key: string): string {
  const pair = checkPairAt(key, 0, key.length)
  if (pair === null) throw new RangeError('a key of more than 97 characters has no check character pair')
  return pair
}
