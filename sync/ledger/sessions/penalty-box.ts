import type { Timers } from '../../../platform/clock/timers.ts'

export interface PenaltyRules {
  /** So much misbehaviour costs nothing: a bad network, or a version that has not been updated, looks like it too. */
  readonly free: number
  /** The first penalty, in ms; each further misbehaviour doubles it, up to `msMax`. */
  readonly ms: number
  readonly msMax: number
  /** Whoever behaves for so long starts anew. */
  readonly forgottenMs: number
}

/** Names that are remembered at once; beyond them the one that misbehaved longest ago is forgotten. */
const NAMES_MAX = 1_024

interface Record {
  count: number
  /** Unix ms of the newest, and of the end of its penalty. */
  at: number
  until: number
}

/** Who misbehaved of late, how often, and what it costs them. */
export class PenaltyBox {
  readonly #timers
  readonly #rules
  readonly #records = new Map<string, Record>()

  constructor(timers: Pick<Timers, 'now'>, rules: PenaltyRules) {
    this.#timers = timers
    this.#rules = rules
  }

  get size(): number {
    return this.#records.size
  }

  misbehaved(name: string): void {
    const { free, ms, msMax } = this.#rules
    const now = this.#timers.now()
    const count = (this.#recordOf(name)?.count ?? 0) + 1
    const penalty = count > free ? Math.min(msMax, ms * 2 ** Math.min(count - free - 1, 20)) : 0
    this.#records.delete(name)
    this.#records.set(name, { count, at: now, until: now + penalty })
    const [oldest] = this.#records.keys()
    if (this.#records.size > NAMES_MAX && oldest !== undefined) this.#records.delete(oldest)
  }

  /** How often this one misbehaved of late, and how long its penalty still lasts, in ms: 0 for who is welcome. */
  penaltyOf(name: string): { readonly count: number; readonly waitMs: number } {
    const record = this.#recordOf(name)
    if (record === null) return { count: 0, waitMs: 0 }
    return { count: record.count, waitMs: Math.max(0, record.until - this.#timers.now()) }
  }

  /** A clock that jumped forgives: nobody is kept out by one that was set back. */
  #recordOf(name: string): Record | null {
    const record = this.#records.get(name)
    if (record === undefined) return null
    const age = this.#timers.now() - record.at
    if (age >= 0 && age < this.#rules.forgottenMs) return record
    this.#records.delete(name)
    return null
  }
}
