import { BondmarkError } from '../errors/bondmark-error.ts'

// RFC 4648 §4 and §5. The platform's atob skips white space and forgives padding and tail bits; here each byte string
// has exactly one spelling, so that an encoded signature cannot be respelled and still verify.
const shared = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const standard = alphabet(`${shared}+/`)
const urlSafe = alphabet(`${shared}-_`)
const padding = 61 // '='
const ascii = new TextDecoder('utf-8')

interface Alphabet {
  readonly codes: Uint8Array
  readonly values: Int8Array
}

function alphabet(symbols: string): Alphabet {
  const codes = new Uint8Array(64)
  const values = new Int8Array(128).fill(-1)
  for (let value = 0; value < 64; value++) {
    const code = symbols.charCodeAt(value)
    codes[value] = code
    values[code] = value
  }
  return { codes, values }
}

function encode(bytes: Uint8Array, { codes }: Alphabet, padded: boolean): string {
  const bare = Math.ceil((bytes.length * 4) / 3)
  const out = new Uint8Array(padded ? Math.ceil(bytes.length / 3) * 4 : bare).fill(padding)
  for (let i = 0, o = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    for (let shift = 18; shift >= 0 && o < bare; shift -= 6) out[o++] = codes[(group >>> shift) & 63] ?? 0
  }
  return ascii.decode(out)
}

function decode(text: string, symbols: number, { values }: Alphabet): Uint8Array {
  if (symbols % 4 === 1) throw new BondmarkError('base64-malformed', { at: symbols - 1 })
  const out = new Uint8Array(Math.floor((symbols * 3) / 4))
  let pending = 0
  let bits = 0
  let o = 0
  for (let i = 0; i < symbols; i++) {
    const value = values[text.charCodeAt(i)] ?? -1
    if (value < 0) throw new BondmarkError('base64-malformed', { at: i })
    pending = ((pending << 6) | value) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      out[o++] = (pending >>> bits) & 0xff
    }
  }
  if ((pending & ((1 << bits) - 1)) !== 0) throw new BondmarkError('base64-malformed', { at: symbols - 1 })
  return out
}

/** Base64 with padding (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  return encode(bytes, standard, true)
}

/** Base64url without padding (RFC 4648 §5), as bytes are written in JSON and links. */
export function toBase64Url(bytes: Uint8Array): string {
  return encode(bytes, urlSafe, false)
}

/**
 * Bytes from padded base64. White space, missing padding and non-zero tail bits are refused.
 * @throws BondmarkError `base64-malformed` `{at}`
 */
export function fromBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0) throw new BondmarkError('base64-malformed', { at: text.length })
  const padded = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return decode(text, text.length - padded, standard)
}

/**
 * Bytes from base64url without padding. Padding, white space and non-zero tail bits are refused.
 * @throws BondmarkError `base64-malformed` `{at}`
 */
export function fromBase64Url(text: string): Uint8Array {
  return decode(text, text.length, urlSafe)
}
