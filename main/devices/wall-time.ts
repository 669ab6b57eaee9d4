import { formatInstant } from '../../platform/clock/clock.ts'

/** RFC 3339 of a moment by `performance.now()`: for people, never for records. */
export function wallTime(atMs: number): string {
  const date = new Date(Date.now() - (performance.now() - atMs))
  return formatInstant(date.getTime(), -date.getTimezoneOffset())
}
