import canonicalize from 'canonicalize'
import { toUtf8 } from '../encoding/utf8.ts'
import { scanCanonical } from './canonical-scan.ts'

const decoder = new TextDecoder('utf-8')

/** RFC 8785 (JCS) bytes of a JSON value. Throws for what JSON cannot say: NaN, lone surrogates, undefined alone. */
export function canonicalBytes(value: unknown): Uint8Array {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('not a JSON value')
  return toUtf8(text)
}

/**
 * The value of canonical JSON bytes. Anything that is not its own RFC 8785 form is refused: other key order, white
 * space, duplicate names, longer numbers or escapes, invalid UTF-8, nesting beyond 32.
 * @throws BondmarkError `json-not-canonical` `{at: byte offset, reason}`
 */
export function parseCanonical(bytes: Uint8Array): unknown {
  scanCanonical(bytes)
  return JSON.parse(decoder.decode(bytes))
}
