import { BondmarkError } from '../errors/bondmark-error.ts'

const pairs: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Lower-case hex, two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += pairs[byte]
  return text
}

function nibble(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  if (code >= 97 && code <= 102) return code - 87
  return -1
}

/**
 * Bytes from lower-case hex. Upper case is refused: an id has one spelling.
 * @throws BondmarkError `hex-malformed` `{at}` (index of the first character that does not belong)
 */
export function fromHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >>> 1)
  for (let i = 0; i < bytes.length; i++) {
    const high = nibble(text.charCodeAt(2 * i))
    const low = nibble(text.charCodeAt(2 * i + 1))
    if (high < 0 || low < 0) throw new BondmarkError('hex-malformed', { at: high < 0 ? 2 * i : 2 * i + 1 })
    bytes[i] = (high << 4) | low
  }
  if (text.length % 2 !== 0) throw new BondmarkError('hex-malformed', { at: text.length - 1 })
  return bytes
}
