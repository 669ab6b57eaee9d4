/** How long ago, in whole minutes, hours or days: the two largest units that say something. */
export interface Age {
  readonly days: number
  readonly hours: number
  readonly minutes: number
}

const MINUTE_MS = 60_000

/** Clocks of two programs differ by so much without anything being wrong. */
const AHEAD_MS_MAX = 2 * MINUTE_MS

/**
 * The age of an RFC 3339 time at `nowMs` (Unix milliseconds), never negative. Null when it cannot be known: a time that is
 * none, or one ahead of now, because a clock was set back.
 */
export function ageOf(time: string, nowMs: number): Age | null {
  const ageMs = nowMs - Date.parse(time)
  if (!(ageMs >= -AHEAD_MS_MAX)) return null
  const minutes = Math.max(0, Math.floor(ageMs / MINUTE_MS))
  return { days: Math.floor(minutes / 1440), hours: Math.floor((minutes % 1440) / 60), minutes: minutes % 60 }
}

/** Which of the words `age.days`, `age.hours`, `age.minutes`, `age.now` says it. */
export function ageWord(age: Age): 'age.days' | 'age.hours' | 'age.minutes' | 'age.now' {
  if (age.days > 0) return 'age.days'
  if (age.hours > 0) return 'age.hours'
  return age.minutes > 0 ? 'age.minutes' : 'age.now'
}
