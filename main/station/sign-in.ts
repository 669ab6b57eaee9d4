import { toUtf8 } from '../../core/encoding/utf8.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { parsePhc, phcString } from '../../core/label/pin.ts'
import { deriveKey, random, sameBytes } from '../../platform/keys/scrypt.ts'
import type { Person } from '../store/people.ts'
import type { StationContext } from './context.ts'

/** The stored form of a passcode: scrypt with its own salt, as a PHC string. */
export async function commitPasscode(passcode: string): Promise<string> {
  const salt = random(16)
  return phcString({ salt, hash: await deriveKey(toUtf8(passcode), salt, 32) })
}

/** A stand-in for badges nobody has, so that an unknown badge takes as long as a wrong passcode. */
const NOBODY = phcString({ salt: new Uint8Array(16), hash: new Uint8Array(32) })

/** Who this is. Throws `sign-in-refused`, the same for an unknown badge and a wrong passcode. */
export async function identify(ctx: StationContext, badge: string, passcode: string): Promise<Person> {
  const person = ctx.store.people.get(badge.trim().toUpperCase())
  const { salt, hash } = parsePhc(person?.passcode ?? NOBODY)
  const same = sameBytes(await deriveKey(toUtf8(passcode), salt, 32), hash)
  if (!person || !same) throw new BondmarkError('sign-in-refused', {})
  return person
}
