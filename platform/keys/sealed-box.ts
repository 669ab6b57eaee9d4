import { createCipheriv, createDecipheriv } from 'node:crypto'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { deriveKey, random } from './scrypt.ts'

const TAG_LENGTH = 16

/** A secret at rest: AES-256-GCM under scrypt(passphrase). Byte fields are base64url. */
export interface SealedBox {
  readonly salt: string
  readonly nonce: string
  readonly box: string
}

const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
const decode = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'))

/** Encrypts `secret`; `context` is authenticated with it, so that a box cannot be moved to another place. */
export async function sealBox(secret: Uint8Array, passphrase: string, context: string): Promise<SealedBox> {
  const salt = random(16)
  const nonce = random(12)
  const cipher = createCipheriv('aes-256-gcm', await deriveKey(passphrase, salt, 32), nonce)
  cipher.setAAD(Buffer.from(context))
  const box = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()])
  return { salt: encode(salt), nonce: encode(nonce), box: encode(box) }
}

/** The secret of a box. Throws `vault-locked` when passphrase or context are not the ones it was sealed with. */
export async function openBox(sealed: SealedBox, passphrase: string, context: string): Promise<Uint8Array> {
  const box = decode(sealed.box)
  const key = await deriveKey(passphrase, decode(sealed.salt), 32)
  try {
    // Without its length a tag that was cut to four bytes would do.
    const decipher = createDecipheriv('aes-256-gcm', key, decode(sealed.nonce), { authTagLength: TAG_LENGTH })
    decipher.setAAD(Buffer.from(context))
    decipher.setAuthTag(box.subarray(-TAG_LENGTH))
    return new Uint8Array(Buffer.concat([decipher.update(box.subarray(0, -TAG_LENGTH)), decipher.final()]))
  } catch (cause) {
    throw new BondmarkError('vault-locked', { context }, { cause })
  }
}
