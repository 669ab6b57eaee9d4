import { createPrivateKey, createPublicKey, sign as nodeSign, verify as nodeVerify } from 'node:crypto'
import type { Sign, Verify } from '../statement/ed25519.ts'
import { kidOf } from '../statement/statement.ts'
import { isStrict } from '../statement/strict-ed25519.ts'

/** A key pair of a known seed, for tests. */
export interface SigningKey {
  readonly publicKey: Uint8Array
  readonly kid: string
  readonly sign: Sign
}

/** The Ed25519 key of a 32-byte seed; of a number, the seed that repeats it. */
export function signingKey(seed: number | Uint8Array): SigningKey {
  const raw = typeof seed === 'number' ? new Uint8Array(32).fill(seed) : seed
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), raw])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const publicKey = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(12))
  return { publicKey, kid: kidOf(publicKey), sign: (message) => new Uint8Array(nodeSign(null, message, key)) }
}

/** Real verification, as on the machine. */
export const verify: Verify = (publicKey, message, signature) => {
  if (!isStrict(publicKey, signature)) return false
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey])
  try {
    return nodeVerify(null, message, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature)
  } catch {
    return false
  }
}
