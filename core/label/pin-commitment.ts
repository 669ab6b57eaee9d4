import { equalBytes } from '../encoding/equal-bytes.ts'
import { toUtf8 } from '../encoding/utf8.ts'
import { PIN_SCRYPT, parsePhc, phcString } from './phc.ts'
import { normalisePin } from './pin.ts'

/** scrypt (RFC 7914) as the machine has it. */
export type Scrypt = (
  password: Uint8Array,
  salt: Uint8Array,
  cost: { readonly N: number; readonly r: number; readonly p: number; readonly hashLength: number },
) => Promise<Uint8Array>

/** What is hashed: the ten symbols in ASCII, without the dash. */
export function pinBytes(pin: string): Uint8Array {
  return toUtf8(normalisePin(pin))
}

/** The public commitment to a PIN under a random 16-byte salt. */
export async function commitToPin(pin: string, salt: Uint8Array, scrypt: Scrypt): Promise<string> {
  const { N, r, p, hashLength } = PIN_SCRYPT
  return phcString({ salt, hash: await scrypt(pinBytes(pin), salt, { N, r, p, hashLength }) })
}

/**
 * Whether this PIN is the one committed to. The commitment is public: whoever holds the PIN can check it unseen.
 * @throws BondmarkError `pin-malformed`, `pin-commitment-malformed`
 */
export async function pinMatches(pin: string, commitment: string, scrypt: Scrypt): Promise<boolean> {
  const { salt, hash } = parsePhc(commitment)
  const { N, r, p, hashLength } = PIN_SCRYPT
  return equalBytes(hash, await scrypt(pinBytes(pin), salt, { N, r, p, hashLength }))
}
