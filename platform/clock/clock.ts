import { uptime } from 'node:os'

/** Where times come from. RFC 3339 with milliseconds and offset, the form that events and records carry. */
export interface Clock {
  now(): string
  /** Milliseconds of a clock that nobody can set: only differences within one process mean something. */
  steadyMs(): number
  /** A recording tells its own time, of a day gone by: it is kept in order, and not held against today's date. */
  readonly isRecorded: boolean
}

/** RFC 3339 of an instant (ms since 1970) at an offset from UTC in minutes: `2026-11-22T09:26:05.120+08:00`. */
export function formatInstant(instantMs: number, offsetMin: number): string {
  const local = new Date(instantMs + offsetMin * 60_000).toISOString().slice(0, -1)
  const sign = offsetMin < 0 ? '-' : '+'
  const abs = Math.abs(offsetMin)
  return `${local}${sign}${String(Math.trunc(abs / 60)).padStart(2, '0')}:${String(abs % 60).padStart(2, '0')}`
}

const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/

/** Instant (ms since 1970) and offset (min) of an RFC 3339 time, or null for anything else. */
export function readInstant(text: string): { instantMs: number; offsetMin: number } | null {
  const match = text.length <= 40 ? shape.exec(text) : null
  const instantMs = match ? Date.parse(text) : Number.NaN
  if (!match || Number.isNaN(instantMs)) return null
  const zone = match[1] ?? 'Z'
  const offsetMin =
    zone === 'Z'
      ? 0
      : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6)))
  // Date.parse carries 30 February and 24:00 over into the next day, which RFC 3339 does not know.
  const isCarried = formatInstant(instantMs, offsetMin).slice(0, 19) !== text.slice(0, 19)
  return isCarried ? null : { instantMs, offsetMin }
}

/** How far the wall clock and the process's own may move apart before the machine is asked whether it slept. */
const ASK_MS = 250

/** The process's steady clock stands still while the machine sleeps; its uptime does not. Asked only when they part. */
class SteadyClock {
  readonly #startedMs = uptime() * 1000 - performance.now()
  #apartMs = Date.now() - performance.now()
  #sleptMs = 0

  read(): number {
    const ownMs = performance.now()
    const apartMs = Date.now() - ownMs
    if (Math.abs(apartMs - this.#apartMs) > ASK_MS) {
      this.#apartMs = apartMs
      // Uptime is told in hundredths of a second, and may only grow: a nap shorter than that is none.
      this.#sleptMs = Math.max(this.#sleptMs, uptime() * 1000 - ownMs - this.#startedMs)
    }
    return ownMs + this.#sleptMs
  }
}

const steady = new SteadyClock()

/** The machine's clock, at the machine's offset. */
export const wallClock: Clock = {
  now() {
    const date = new Date()
    return formatInstant(date.getTime(), -date.getTimezoneOffset())
  },
  steadyMs: () => steady.read(),
  isRecorded: false,
}

/** A clock that stands where it was put: what a replayed shift goes by. */
export class ScriptClock implements Clock {
  readonly isRecorded = true
  #instantMs: number
  #offsetMin: number

  constructor(at: { instantMs: number; offsetMin: number }) {
    this.#instantMs = at.instantMs
    this.#offsetMin = at.offsetMin
  }

  set(at: { instantMs: number; offsetMin: number }): void {
    this.#instantMs = at.instantMs
    this.#offsetMin = at.offsetMin
  }

  get instantMs(): number {
    return this.#instantMs
  }

  now(): string {
    return formatInstant(this.#instantMs, this.#offsetMin)
  }

  steadyMs(): number {
    return this.#instantMs
  }
}
