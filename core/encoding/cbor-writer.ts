import { concatBytes } from './concat-bytes.ts'
import { toUtf8 } from './utf8.ts'

// Deterministic CBOR, RFC 8949 §4.2.1: shortest heads, definite lengths. Map entries are written by the caller, who
// puts them in bytewise order of their encoded keys.

function head(major: number, value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a CBOR argument: ${value}`)
  const top = major << 5
  if (value < 24) return Uint8Array.of(top | value)
  if (value < 0x100) return Uint8Array.of(top | 24, value)
  if (value < 0x10000) return Uint8Array.of(top | 25, value >>> 8, value & 0xff)
  const wide = value >= 0x1_0000_0000
  const bytes = new Uint8Array(wide ? 9 : 5)
  const view = new DataView(bytes.buffer)
  bytes[0] = top | (wide ? 27 : 26)
  if (wide) view.setBigUint64(1, BigInt(value))
  else view.setUint32(1, value)
  return bytes
}

/** An integer of at most 53 bits. */
export function cborInt(value: number): Uint8Array {
  return value < 0 ? head(1, -1 - value) : head(0, value)
}

/** What stands before a byte string of this length, for writers that put the bytes in their place themselves. */
export function cborBytesHead(length: number): Uint8Array {
  return head(2, length)
}

/** What stands before the items of an array. */
export function cborArrayHead(items: number): Uint8Array {
  return head(4, items)
}

/** What stands before the keys and values of a map. */
export function cborMapHead(entries: number): Uint8Array {
  return head(5, entries)
}

export function cborBytes(bytes: Uint8Array): Uint8Array {
  return concatBytes(head(2, bytes.length), bytes)
}

export function cborText(text: string): Uint8Array {
  const bytes = toUtf8(text)
  return concatBytes(head(3, bytes.length), bytes)
}

/** An array of items that are encoded already. */
export function cborArray(...items: readonly Uint8Array[]): Uint8Array {
  return concatBytes(head(4, items.length), ...items)
}

/** A map of keys and values that are encoded already: `[key, value, key, value, …]`, in order. */
export function cborMap(...entries: readonly Uint8Array[]): Uint8Array {
  return concatBytes(head(5, entries.length / 2), ...entries)
}
