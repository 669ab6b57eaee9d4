import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { Timers } from '../../../platform/clock/timers.ts'
import { PenaltyBox } from './penalty-box.ts'

const TEN_MINUTES_MS = 10 * 60_000
/** A key is refused for a while; it has proved who it is, so nobody else is. */
const OF_KEY = { free: 8, ms: 2_000, msMax: 5 * 60_000, forgottenMs: TEN_MINUTES_MS }
/** An address only waits for its answer: a warehouse's stations may all be behind it. */
const OF_ADDRESS = { free: 32, ms: 50, msMax: 2_000, forgottenMs: TEN_MINUTES_MS }

/** Ends of sessions that a peer has brought about by what it said or left unsaid; a cut connection is nobody's fault. */
const MISBEHAVIOUR = /^(change-|document|session-(protocol|signature-invalid|timeout|too-slow)$)/

/** How stations and strangers have behaved in their sessions of late, and who is slowed down for it. */
export class SessionConduct {
  readonly #keys
  readonly #addresses

  constructor(timers: Timers) {
    this.#keys = new PenaltyBox(timers, OF_KEY)
    this.#addresses = new PenaltyBox(timers, OF_ADDRESS)
  }

  /** A session has ended with this code; `kid` when its key was proved. */
  ended(code: string, address: string, kid: string | null): void {
    if (!MISBEHAVIOUR.test(code)) return
    if (kid === null) this.#addresses.misbehaved(address)
    else this.#keys.misbehaved(kid)
  }

  /** Throws `session-slowed-down` for a key that has to wait. */
  admit(kid: string): void {
    const { count, waitMs } = this.#keys.penaltyOf(kid)
    if (waitMs === 0) return
    throw new BondmarkError('session-slowed-down', { count, seconds: Math.ceil(waitMs / 1000) })
  }

  /** How long an address waits for the beginning of its next session, in ms. */
  delayMs(address: string): number {
    return this.#addresses.penaltyOf(address).waitMs
  }
}
