import type { Failure } from '../../core/errors/bondmark-error.ts'
import {
  judgeTime,
  type KnownTime,
  type TimeBounds,
  type TimeReading,
  TOLERANCE_MS,
} from '../../core/time/judge-time.ts'
import { type Clock, formatInstant, readInstant } from '../../platform/clock/clock.ts'

/** A jump of the wall clock that the chain has to tell before it goes on under the new time. */
export interface ClockJump {
  /** The time that counted last, as it was read then. */
  readonly from: string
  /** How far the clock stands from where it should; negative when it went back. */
  readonly byMs: number
  /** What passed in between by the steady clock; null when nobody watched. */
  readonly elapsedMs: number | null
}

/** What a station knew of the time when it was opened. */
export interface KnownAtOpening {
  /** Of the chain's last statement. */
  readonly lastT: string | null
  /** Whether that time was a recording's, so that going back from it is told and nothing more. */
  readonly lastIsRecorded: boolean
  readonly bounds: TimeBounds
}

/**
 * The station's clock, judged at every look (core/time). A jump waits in `unstated` until the chain has told it; while
 * the date cannot be believed, `refusal` says so and nothing is stated. Times are handed out as they were read: nothing
 * is ever set right in silence.
 */
export class WatchedClock implements Clock {
  readonly isRecorded: boolean
  readonly #clock: Clock
  #known: KnownTime
  #lastT: string | null
  #lastIsRecorded: boolean
  #unstated: ClockJump | null = null
  #telling: ClockJump | null = null
  #beforeBelief: { known: KnownTime; lastT: string | null; unstated: ClockJump | null } | null = null
  #refused: { readonly jump: ClockJump; readonly failure: Failure } | null = null

  constructor(clock: Clock, { lastT, lastIsRecorded, bounds }: KnownAtOpening) {
    this.#clock = clock
    this.isRecorded = clock.isRecorded
    this.#lastT = lastT
    this.#lastIsRecorded = lastIsRecorded || clock.isRecorded
    const last = lastT === null ? null : { wallMs: Date.parse(lastT), steadyMs: null }
    this.#known = { last, carriedMs: 0, bounds }
    this.now()
  }

  /** The time as it is read, judged. */
  now(): string {
    const t = this.#clock.now()
    this.#judge(t)
    return t
  }

  steadyMs(): number {
    return this.#clock.steadyMs()
  }

  /** Why nothing may be stated now: `clock-…` `{now, last}`; null when the date can be believed. */
  get refusal(): Failure | null {
    return this.#refused?.failure ?? null
  }

  get unstated(): ClockJump | null {
    return this.#unstated
  }

  /** The jump stands in the chain, if the transaction that it was stated in becomes durable. */
  told(): void {
    this.#telling = this.#unstated
    this.#unstated = null
  }

  /** A transaction has ended: what it told and what it believed holds, or waits again. */
  settle(isDurable: boolean): void {
    const [telling, before] = [this.#telling, this.#beforeBelief]
    this.#telling = null
    this.#beforeBelief = null
    if (isDurable) return
    if (before) {
      this.#known = before.known
      this.#lastT = before.lastT
      this.#unstated = before.unstated
      this.now()
    } else if (telling) this.#jumped(telling)
  }

  /** Believes the refused date: a supervisor's word. The jump to it waits to be told, with any that waited before it. */
  believe(t: string): void {
    const wallMs = Date.parse(t)
    this.#beforeBelief = { known: this.#known, lastT: this.#lastT, unstated: this.#unstated }
    if (this.#refused) this.#jumped(this.#refused.jump)
    this.#refused = null
    this.#known = {
      last: { wallMs, steadyMs: this.#steadyOrNull() },
      carriedMs: 0,
      bounds: { ...this.#known.bounds, confirmedMs: wallMs },
    }
    this.#lastT = t
  }

  #steadyOrNull(): number | null {
    return this.isRecorded ? null : Math.trunc(this.#clock.steadyMs())
  }

  #judge(t: string): void {
    const reading = { wallMs: Date.parse(t), steadyMs: this.#steadyOrNull() }
    const verdict = judgeTime(this.#known, reading)
    const from = this.#lastT ?? t
    if (verdict.kind === 'implausible' && !this.#isExcused(reading)) {
      const { why, byMs, elapsedMs } = verdict
      const expected = this.#expected(reading.steadyMs)
      this.#refused = {
        jump: { from, byMs, elapsedMs },
        // Of a station without any record that counts, none is made up.
        failure: { code: why, detail: { now: shown(t), last: expected === null ? '–' : shown(expected) } },
      }
      return
    }
    this.#refused = null
    // A recording is of the past: of it, only what breaks its own order is told.
    if (verdict.kind !== 'fine' && Math.abs(verdict.byMs) > TOLERANCE_MS) this.#jumped({ from, ...verdict })
    this.#known = {
      ...this.#known,
      last: reading,
      carriedMs: verdict.kind === 'fine' ? verdict.carriedMs : 0,
    }
    this.#lastT = t
    this.#lastIsRecorded = this.isRecorded
  }

  /** Beside a recording's times any date of the real clock is far off; only one that cannot be at all is refused. */
  #isExcused(reading: TimeReading): boolean {
    if (!this.#lastIsRecorded) return false
    return this.isRecorded || judgeTime({ ...this.#known, last: null }, reading).kind !== 'implausible'
  }

  /** Jumps that nothing was stated between are one; there and back again is none. */
  #jumped({ from, byMs, elapsedMs }: ClockJump): void {
    const before = this.#unstated
    const sumMs = (before?.byMs ?? 0) + byMs
    const elapsed =
      elapsedMs === null || before?.elapsedMs === null ? null : elapsedMs + (before?.elapsedMs ?? 0)
    this.#unstated =
      Math.abs(sumMs) > TOLERANCE_MS ? { from: before?.from ?? from, byMs: sumMs, elapsedMs: elapsed } : null
  }

  /** What the clock should say: the time that counted last, and what has passed since as far as it is known. */
  #expected(steadyMs: number | null): string | null {
    const { last } = this.#known
    if (last === null || this.#lastT === null) return null
    const passedMs = steadyMs === null || last.steadyMs === null ? 0 : steadyMs - last.steadyMs
    return formatInstant(Math.trunc(last.wallMs + passedMs), readInstant(this.#lastT)?.offsetMin ?? 0)
  }
}

/** Date, minute and offset: what people compare with their own watch. */
const shown = (t: string): string => `${t.slice(0, 10)} ${t.slice(11, 16)} ${t.slice(-6)}`
