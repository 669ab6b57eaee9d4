const DAY_MS = 86_400_000

/** Days are compared as text, and a year of five digits would come before all others. */
const LAST_DAY = Date.parse('9999-12-31T00:00:00Z')

/** The day so many days after another, both as `YYYY-MM-DD`; the last one that can be written so at most. */
export function daysAfter(day: string, days: number): string {
  const after = Math.min(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS, LAST_DAY)
  return new Date(after).toISOString().slice(0, 10)
}
