import { toBase64Url } from '../../core/encoding/base64.ts'
import { CROCKFORD_ALPHABET } from '../../core/label/crockford.ts'

/** A label's text but for the seal. */
export interface SealParts {
  readonly host: string
  readonly gtin: string
  readonly serial: string
  /** Hint and signature, 68 bytes. */
  readonly seal: Uint8Array
}

/** One way to write a sealed link into a QR code. */
export interface TailEncoding {
  readonly name: string
  /** Letters for bytes: Latin-1 where it is no text. */
  write(parts: SealParts): string
  /** Whether the code is one segment of bytes; else the shortest mix of modes. */
  readonly bytesAlone: boolean
  /** Why it does not work as a link, or null. */
  readonly noLink: string | null
}

const BASE45 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

const numberOf = (bytes: Uint8Array): bigint => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)

/** A number of 544 bits in digits of another base, as many as all of them need. */
function digits(bytes: Uint8Array, alphabet: string): string {
  const base = BigInt(alphabet.length)
  const count = Math.ceil((bytes.length * 8) / Math.log2(alphabet.length))
  let rest = numberOf(bytes)
  let text = ''
  for (let at = 0; at < count; at++, rest /= base) text = alphabet.charAt(Number(rest % base)) + text
  return text
}

/** RFC 9285: two bytes are three letters. */
function base45(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 2) {
    const value = (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0)
    text +=
      BASE45.charAt(value % 45) +
      BASE45.charAt(Math.floor(value / 45) % 45) +
      BASE45.charAt(Math.floor(value / 2025))
  }
  return text
}

const link = ({ host, gtin, serial }: SealParts, tail: string): string =>
  `https://${host}/01/${gtin}/21/${serial}?s=${tail}`

export const tailEncodings: readonly TailEncoding[] = [
  {
    name: 'base64url, bytes (shipped)',
    write: (parts) => link(parts, toBase64Url(parts.seal)),
    bytesAlone: true,
    noLink: null,
  },
  {
    name: 'base64url, mixed modes',
    write: (parts) => link(parts, toBase64Url(parts.seal)),
    bytesAlone: false,
    noLink: null,
  },
  {
    name: 'upper-case link, base 32',
    write: (parts) => link(parts, digits(parts.seal, CROCKFORD_ALPHABET)).toUpperCase(),
    bytesAlone: false,
    noLink: null,
  },
  {
    name: 'decimal tail',
    write: (parts) => link(parts, digits(parts.seal, '0123456789')),
    bytesAlone: false,
    noLink: null,
  },
  {
    name: 'upper-case link, base 45',
    write: (parts) => link(parts, '').toUpperCase() + base45(parts.seal),
    bytesAlone: false,
    noLink: 'blanks, % and + mean something else in a query',
  },
  {
    name: 'seal as raw bytes',
    write: (parts) => link(parts, String.fromCharCode(...parts.seal)),
    bytesAlone: false,
    noLink: 'no text: keyboards, browsers and most readers change it',
  },
]
