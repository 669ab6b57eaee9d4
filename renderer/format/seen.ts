import { ageOf, ageWord } from './age.ts'

/** How a moment that has just passed is said: `word` with `fill` in it. */
export interface Seen {
  readonly word: 'seen.now' | 'seen.seconds' | 'age.minutes' | 'age.hours' | 'age.days'
  readonly fill: Readonly<Record<string, number>>
}

/**
 * How long ago `time` (RFC 3339) was at `nowMs` (Unix milliseconds): to the second within the first minute, because a
 * device that is there is heard from every few seconds. Null for a time that is none or that lies ahead.
 */
export function seenSince(time: string, nowMs: number): Seen | null {
  const age = ageOf(time, nowMs)
  if (!age) return null
  const word = ageWord(age)
  if (word !== 'age.now') return { word, fill: { ...age } }
  const seconds = Math.max(0, Math.floor((nowMs - Date.parse(time)) / 1000))
  return seconds < 1 ? { word: 'seen.now', fill: {} } : { word: 'seen.seconds', fill: { seconds } }
}
