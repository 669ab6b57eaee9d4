import { fromBase64, toBase64 } from '../encoding/base64.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'

const saltLength = 16
const hashLength = 32

/** A salt of 16 bytes and the scrypt (RFC 7914) of a PIN's ten symbols in ASCII, or of a passcode, of 32. */
interface PinHash {
  readonly salt: Uint8Array
  readonly hash: Uint8Array
}

/** The cost of one guess, 16 MiB and about 24 ms, is part of the format. */
const phcPrefix = '$scrypt$ln=14,r=8,p=1$'
// PHC string format: B64 is base64 without its padding; 16 bytes make 22 symbols, 32 make 43.
const phcShape = /^\$scrypt\$ln=14,r=8,p=1\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/

function unpadded(bytes: Uint8Array): string {
  return toBase64(bytes).replace(/=+$/, '')
}

/** A commitment as a PHC string: `$scrypt$ln=14,r=8,p=1${salt}${hash}`. Throws RangeError on other lengths. */
export function phcString({ salt, hash }: PinHash): string {
  if (salt.length !== saltLength || hash.length !== hashLength) {
    throw new RangeError('a commitment has a salt of 16 bytes and a hash of 32')
  }
  return `${phcPrefix}${unpadded(salt)}$${unpadded(hash)}`
}

/**
 * Salt and hash of a commitment. Only the one spelling and the one cost that `phcString` writes are accepted, so a
 * hostile commitment can't ask for gigabytes.
 * @throws BondmarkError `pin-commitment-malformed`
 */
export function parsePhc(text: string): PinHash {
  const [, salt = '', hash = ''] = phcShape.exec(text) ?? []
  try {
    if (salt !== '') return { salt: fromBase64(`${salt}==`), hash: fromBase64(`${hash}=`) }
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
  }
  throw new BondmarkError('pin-commitment-malformed')
}
