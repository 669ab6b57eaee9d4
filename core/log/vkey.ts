import { sha256 } from '@noble/hashes/sha2.js'
import { fromBase64, toBase64 } from '../encoding/base64.ts'
import { concatBytes } from '../encoding/concat-bytes.ts'
import { equalBytes } from '../encoding/equal-bytes.ts'
import { fromHex, toHex } from '../encoding/hex.ts'
import { toUtf8 } from '../encoding/utf8.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'

/** Signature types of C2SP signed-note: 1 is Ed25519 over the note's text, 4 a timestamped witness cosignature. */
export const noteSignatureTypes = { ed25519: 1, cosignature: 4 } as const
export type NoteSignatureType = (typeof noteSignatureTypes)[keyof typeof noteSignatureTypes]

/** A key that a note may be signed with. */
export interface Vkey {
  readonly name: string
  /** the key ID: 4 bytes */
  readonly hash: Uint8Array
  readonly type: NoteSignatureType
  /** raw, 32 bytes */
  readonly publicKey: Uint8Array
}

/** A name is written behind one byte of length where signatures cover it (C2SP tlog-cosignature). */
const NAME_BYTES_MAX = 255
const PUBLIC_KEY_LENGTH = 32

/** Whether a key may bear this name: not empty, at most 255 bytes, no Unicode space, no plus, no control character (C2SP signed-note). */
export function isKeyName(name: string): boolean {
  if (name.length === 0 || name.length > NAME_BYTES_MAX || !name.isWellFormed()) return false
  if (toUtf8(name).length > NAME_BYTES_MAX) return false
  return !/[\p{White_Space}\p{Cc}+]/u.test(name)
}

/** Key ID: the first 4 bytes of `SHA-256(name ‖ 0x0A ‖ type ‖ public key)` (C2SP signed-note). */
export function keyId(name: string, type: NoteSignatureType, publicKey: Uint8Array): Uint8Array {
  return sha256(concatBytes(toUtf8(`${name}\n`), Uint8Array.of(type), publicKey)).slice(0, 4)
}

/**
 * The text form of a verifier key, `name+hex(key ID)+base64(type ‖ public key)`. Throws RangeError for what cannot be
 * one: names are checked where they are configured.
 */
export function formatVkey(name: string, type: NoteSignatureType, publicKey: Uint8Array): string {
  if (!isKeyName(name)) throw new RangeError(`not a key name: ${JSON.stringify(name)}`)
  if (publicKey.length !== PUBLIC_KEY_LENGTH) throw new RangeError('an Ed25519 public key has 32 bytes')
  return `${name}+${toHex(keyId(name, type, publicKey))}+${toBase64(concatBytes(Uint8Array.of(type), publicKey))}`
}

/**
 * Reads a verifier key. Its key ID must be its own.
 * @throws BondmarkError `vkey-malformed` `{reason}`
 */
export function parseVkey(text: string): Vkey {
  const parts = text.length > 1024 ? [] : text.split('+')
  const [name = '', id = ''] = parts
  // Base64 has pluses of its own: the key is everything after the second one.
  const encoded = parts.slice(2).join('+')
  if (parts.length < 3) fail('not name+id+key')
  if (!isKeyName(name)) fail('not a key name')
  if (!/^[0-9a-f]{8}$/.test(id)) fail('not a key ID')
  const [type, ...key] = decode(encoded)
  if (type !== noteSignatureTypes.ed25519 && type !== noteSignatureTypes.cosignature) fail('unknown key type')
  if (key.length !== PUBLIC_KEY_LENGTH) fail('not 32 bytes of key')
  const publicKey = Uint8Array.from(key)
  const hash = fromHex(id)
  if (!equalBytes(hash, keyId(name, type, publicKey))) fail('the key ID is of another key')
  return { name, hash, type, publicKey }
}

function decode(encoded: string): Uint8Array {
  try {
    return fromBase64(encoded)
  } catch (error) {
    if (error instanceof BondmarkError) fail('not base64')
    throw error
  }
}

function fail(reason: string): never {
  throw new BondmarkError('vkey-malformed', { reason })
}
