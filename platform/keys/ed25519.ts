import {
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign as nodeSign,
  verify as nodeVerify,
  randomBytes,
} from 'node:crypto'
import type { Sign, Verify } from '../../core/statement/ed25519.ts'
import { isStrict } from '../../core/statement/strict-ed25519.ts'

/** DER prefixes of a raw 32-byte Ed25519 key (RFC 8410 §7 and §4). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** Imported public keys; building a KeyObject costs more than half a verification. Bounded, oldest out first. */
const publicKeys = new Map<string, KeyObject>()
const PUBLIC_KEYS_MAX = 256

function publicKeyObject(raw: Uint8Array): KeyObject {
  const name = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1')
  const known = publicKeys.get(name)
  if (known) return known
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' })
  if (publicKeys.size >= PUBLIC_KEYS_MAX) publicKeys.delete(publicKeys.keys().next().value as string)
  publicKeys.set(name, key)
  return key
}

/** A fresh 32-byte Ed25519 seed from the operating system. */
export function generateSeed(): Uint8Array {
  return new Uint8Array(randomBytes(32))
}

/** The signer and raw public key of a 32-byte seed (RFC 8032 §5.1.5). */
export function signerFromSeed(seed: Uint8Array): { publicKey: Uint8Array; sign: Sign } {
  if (seed.length !== 32) throw new RangeError(`an Ed25519 seed has 32 bytes, not ${seed.length}`)
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  const publicKey = new Uint8Array(spki.subarray(SPKI_PREFIX.length))
  return { publicKey, sign: (message) => new Uint8Array(nodeSign(null, message, key)) }
}

/**
 * Strict Ed25519 (RFC 8032 §5.1.7, cofactorless, canonical encodings only, no small-order keys), so that every verifier
 * which keeps to it gives the same answer for every input. A page must compare R with [S]B − [k]A by itself, as
 * `test/standards/strict-ed25519.test.ts` does: noble's own `verify` multiplies by the cofactor (decision 0014).
 * Never throws: what is no key verifies nothing.
 */
export const verifyEd25519: Verify = (publicKey, message, signature) => {
  if (publicKey.length !== 32 || signature.length !== 64 || !isStrict(publicKey, signature)) return false
  try {
    return nodeVerify(null, message, publicKeyObject(publicKey), signature)
  } catch {
    return false
  }
}
