import canonicalize from 'canonicalize'
import { equalBytes } from '../encoding/equal-bytes.ts'
import { fromUtf8, toUtf8 } from '../encoding/utf8.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'

export const maxDepth = 32

/** RFC 8785 (JCS) bytes of a JSON value. Throws TypeError for what JSON cannot say. */
export function canonicalBytes(value: unknown): Uint8Array {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('not a JSON value')
  return toUtf8(text)
}

/** Containers opened at once, counted before parsing so that no parser meets a hostile depth. */
function depthOf(bytes: Uint8Array): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]
    if (inString) {
      if (byte === 0x5c) i++
      else if (byte === 0x22) inString = false
    } else if (byte === 0x22) inString = true
    else if (byte === 0x7b || byte === 0x5b) deepest = Math.max(deepest, ++depth)
    else if (byte === 0x7d || byte === 0x5d) depth--
  }
  return deepest
}

/**
 * The value of canonical JSON bytes. Anything that is not its own RFC 8785 form is refused: other key order, white
 * space, duplicate keys, longer numbers or escapes, invalid UTF-8, nesting beyond 32.
 * @throws BondmarkError `json-not-canonical` `{reason}`
 */
export function parseCanonical(bytes: Uint8Array): unknown {
  if (depthOf(bytes) > maxDepth) throw new BondmarkError('json-not-canonical', { reason: 'nested too deep' })
  const text = fromUtf8(bytes)
  if (text === null) throw new BondmarkError('json-not-canonical', { reason: 'not UTF-8' })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new BondmarkError('json-not-canonical', { reason: 'not JSON' })
  }
  let again: Uint8Array
  try {
    again = canonicalBytes(value)
  } catch {
    throw new BondmarkError('json-not-canonical', { reason: 'no canonical form' })
  }
  if (!equalBytes(bytes, again)) throw new BondmarkError('json-not-canonical', { reason: 'another spelling' })
  return value
}
