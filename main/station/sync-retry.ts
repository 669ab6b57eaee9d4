import type { Code } from '../../core/errors/codes.ts'
import { backOffMs } from '../../platform/clock/back-off.ts'
import type { Timers } from '../../platform/clock/timers.ts'
import type { RandomBytes } from '../../platform/keys/random-bytes.ts'

/** Failures of the way between the two, not of what was brought: the same sync may well succeed a little later. */
const PASSING: ReadonlySet<Code> = new Set<Code>([
  'ledger-cannot-keep',
  'ledger-unreachable',
  'receipts-waiting',
  'session-closed',
  'session-slowed-down',
  'session-timeout',
  'session-too-slow',
  'witness-unreachable',
])

/** All stations that a ledger lost lost it at the same moment. */
const RETRY = { firstMs: 2_000, maxMs: 5 * 60_000, fixedShare: 0 }
/** A sync is tried again by itself so often; at five minutes' distance, that is a night. */
const TRIES_MAX = 200

/** A sync that failed and will be tried again by itself: which try that will be, and when (RFC 3339, UTC). */
export interface Retry {
  readonly attempt: number
  readonly at: string
}

export const isPassing = (code: Code): boolean => PASSING.has(code)

/** Waits, longer each time, before a sync is tried again. */
export class SyncRetry {
  readonly #timers
  readonly #randomBytes
  #failures = 0
  #waiting: { readonly retry: Retry; readonly cancel: () => void } | null = null

  constructor(timers: Timers, randomBytes: RandomBytes) {
    this.#timers = timers
    this.#randomBytes = randomBytes
  }

  get waiting(): Retry | null {
    return this.#waiting?.retry ?? null
  }

  /** Has `again` called in a while, unless this has gone on for long enough. Answers whether it will be. */
  later(again: () => void): boolean {
    this.#waiting?.cancel()
    this.#waiting = null
    this.#failures += 1
    if (this.#failures > TRIES_MAX) return false
    const waitMs = backOffMs(this.#failures, RETRY, this.#randomBytes)
    const cancel = this.#timers.after(waitMs, () => {
      this.#waiting = null
      again()
    })
    const at = new Date(this.#timers.now() + waitMs).toISOString()
    this.#waiting = { retry: { attempt: this.#failures + 1, at }, cancel }
    return true
  }

  /** Nothing more is tried, and the next failure is the first. Answers whether something was waited for. */
  stop(): boolean {
    const waited = this.#waiting !== null
    this.#waiting?.cancel()
    this.#waiting = null
    this.#failures = 0
    return waited
  }
}
