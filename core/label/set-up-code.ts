import type { Random } from './crockford.ts'

/**
 * Letters whose keys stand in the same place on QWERTY, QWERTZ and AZERTY: A, M, Q, W, Y and Z move, digits need the
 * shift key on AZERTY and symbols are anywhere. Without I, O, U and V, which people mistake. So a scanner in keyboard
 * mode is paired whatever country it was set to.
 */
const ALPHABET = 'BCDEFGHJKLNPRSTX'
const PREFIX = 'SETUP'
const RANDOM_LETTERS = 10
const shape = new RegExp(`^${PREFIX}[${ALPHABET}]{${RANDOM_LETTERS}}$`)

/** A text that a scanner is paired by: 15 letters, 40 random bits of them, new each time. */
export function newSetUpCode(random: Random): string {
  const bytes = random(RANDOM_LETTERS)
  if (bytes.length !== RANDOM_LETTERS) throw new RangeError(`${RANDOM_LETTERS} random bytes are needed`)
  let text = PREFIX
  for (const byte of bytes) text += ALPHABET.charAt(byte & 15)
  return text
}

/** The set-up code in what was scanned, this station's or another's; null for anything else. Caps lock is forgiven. */
export function readSetUpCode(text: string): string | null {
  const code = text.length > 64 ? '' : text.trim().toUpperCase()
  return shape.test(code) ? code : null
}
