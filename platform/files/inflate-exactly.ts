import { inflateRawSync } from 'node:zlib'

/** Raw deflate (RFC 1951) undone, when it gives exactly so many bytes; null for anything else, and never more in memory. */
export function inflateExactly(deflated: Uint8Array, bytes: number): Uint8Array | null {
  try {
    const inflated = inflateRawSync(deflated, { maxOutputLength: bytes })
    return inflated.length === bytes ? inflated : null
  } catch {
    // Whatever zlib does not like about it: it is not what was wanted.
    return null
  }
}
