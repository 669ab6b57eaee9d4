import { sha256 } from '@noble/hashes/sha2.js'

/** Bytes in a hash of the tree. */
export const HASH_LENGTH = 32

/** The root of the tree without leaves: SHA-256 of nothing (RFC 6962 §2.1). */
export const emptyRoot = (): Uint8Array => sha256(new Uint8Array(0))

/** What a leaf's hash is the SHA-256 of, `0x00 ‖ leaf` (RFC 6962 §2.1); for whoever has a faster one than `leafHash`. */
export function leafMessage(leaf: Uint8Array): Uint8Array {
  const message = new Uint8Array(1 + leaf.length)
  message.set(leaf, 1)
  return message
}

/** Hash of a leaf, `SHA-256(0x00 ‖ leaf)` (RFC 6962 §2.1). */
export const leafHash = (leaf: Uint8Array): Uint8Array => sha256(leafMessage(leaf))

/** Hash of an inner node, `SHA-256(0x01 ‖ left ‖ right)` (RFC 6962 §2.1). Both sides are 32-byte hashes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length !== HASH_LENGTH || right.length !== HASH_LENGTH) {
    throw new RangeError(
      `a node joins two hashes of ${HASH_LENGTH} bytes, not ${left.length} and ${right.length}`,
    )
  }
  const message = new Uint8Array(1 + 2 * HASH_LENGTH)
  message[0] = 1
  message.set(left, 1)
  message.set(right, 1 + HASH_LENGTH)
  return sha256(message)
}
