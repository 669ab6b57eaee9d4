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

/** Tries that may go wrong one after the other before the next has to wait. */
const TRIES_FREE = 5
const WAIT_MS_MAX = 60_000

/**
 * Slows down who guesses: after five wrong passcodes each try waits twice as long as the one before, up to a minute. By
 * the machine's own steady clock, which nobody can set back, and for the whole station, because badges can be guessed too.
 */
export class SignInTries {
  readonly #nowMs
  #failed = 0
  #openAtMs = 0

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  /** A try begins, and counts as failed until it has succeeded. Throws `sign-in-wait` `{seconds}`. */
  begin(): void {
    const waitMs = this.#openAtMs - this.#nowMs()
    if (waitMs > 0) throw new BondmarkError('sign-in-wait', { seconds: Math.ceil(waitMs / 1000) })
    this.#failed++
    const beyond = this.#failed - TRIES_FREE
    if (beyond >= 0) this.#openAtMs = this.#nowMs() + Math.min(WAIT_MS_MAX, 1000 * 2 ** beyond)
  }

  succeeded(): void {
    this.#failed = 0
    this.#openAtMs = 0
  }
}
