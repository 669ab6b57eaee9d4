import { toUtf8 } from '../../../core/encoding/utf8.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { normalisePin } from '../../../core/label/pin.ts'
import type { Timers } from '../../../platform/clock/timers.ts'
import type { RandomBytes } from '../../../platform/keys/random-bytes.ts'
import { deriveKey, sameBytes } from '../../../platform/keys/scrypt.ts'
import { Turns } from '../../../platform/workers/turns.ts'
import type { FirstChecks } from './first-checks.ts'
import type { PinCommitment } from './pin-commitment.ts'
import { CLIENT_ALLOWANCE, limitTries, UNIT_ALLOWANCE } from './pin-limits.ts'

/** Answers leave at whole multiples of this after the code came, so that their time does not tell what was found. */
const ANSWER_MS_STEP = 100
/**
 * Codes that are worked out at once, each of which takes 16 MiB and a thread of the pool that files and gzip need too; and that
 * wait for their turn, half a second at most.
 */
const TURNS = { atOnceMax: 2, waitingMax: 32 }

/** `wrong` is also the answer for a unit that nobody knows. */
export type PinAnswer =
  | { readonly kind: 'right'; readonly firstMs: number; readonly isFirst: boolean }
  | { readonly kind: 'wrong' | 'malformed' | 'busy' | 'refused' | 'failed' }
  | { readonly kind: 'too-many'; readonly waitSeconds: number }

export interface PinTry {
  /** As it was typed. */
  readonly pin: string
  /** Canonical link of the unit, on record or not. */
  readonly unit: string
  /** What the client is counted as. */
  readonly client: string
  /** Asked once the try is allowed; null for a unit without one. */
  readonly commitment: () => PinCommitment | null
}

/** Checks of scratch codes: limited before they cost anything, and alike for what is wrong and for what is unknown. */
export interface PinChecks {
  check(attempt: PinTry): Promise<PinAnswer>
}

export interface PinCheckTools {
  readonly checks: FirstChecks
  readonly timers: Timers
  /** Milliseconds of a clock that only goes forward. */
  readonly steadyMs: () => number
  readonly randomBytes: RandomBytes
}

/** What an unknown unit's code is worked out against: as much work, and nothing fits it. */
const nobodys = (randomBytes: RandomBytes) => ({
  statement: '',
  salt: randomBytes(16),
  hash: randomBytes(32),
})

export function checkPins({ checks, timers, steadyMs, randomBytes }: PinCheckTools): PinChecks {
  const clients = limitTries(CLIENT_ALLOWANCE, steadyMs, randomBytes)
  const units = limitTries(UNIT_ALLOWANCE, steadyMs, randomBytes)
  const turns = new Turns(TURNS)
  const dummy = nobodys(randomBytes)

  const workOut = async (pin: string, { statement, salt, hash }: PinCommitment): Promise<PinAnswer> => {
    const secret = toUtf8(pin)
    try {
      const derived = await deriveKey(secret, salt, hash.length)
      if (!sameBytes(derived, hash) || statement === '') return { kind: 'wrong' }
    } finally {
      secret.fill(0)
    }
    try {
      return { kind: 'right', ...checks.note(statement, timers.now()) }
    } catch (error) {
      // Unrecorded, it would be called first again: then rather no answer.
      if (error instanceof BondmarkError) return { kind: 'failed' }
      throw error
    }
  }
  return {
    async check({ pin: typed, unit, client, commitment }) {
      const pin = readPin(typed)
      if (pin === null) return { kind: 'malformed' }
      const wait = clients.take(client) || units.take(unit)
      if (wait > 0) return { kind: 'too-many', waitSeconds: Math.ceil(wait / 1000) }
      const began = steadyMs()
      const found = await turns.take(() => workOut(pin, commitment() ?? dummy))
      if (found === null) return { kind: 'busy' }
      const left = ANSWER_MS_STEP - ((steadyMs() - began) % ANSWER_MS_STEP)
      await new Promise<void>((resolve) => void timers.after(left, resolve))
      return found
    },
  }
}

function readPin(typed: string): string | null {
  try {
    return normalisePin(typed)
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
}
