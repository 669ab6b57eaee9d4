import { BondmarkError } from '../errors/bondmark-error.ts'
import { isCalendarDate } from '../plan/calendar-date.ts'

/** A span of time as instants, ms since 1970, both ends included. */
export interface TimeSpan {
  readonly fromMs: number
  readonly toMs: number
}

const DAY_MS = 86_400_000

/** Minutes east of UTC of `+08:00`, `-03:30` or `Z`. Throws `zone-malformed` `{value}`. */
export function readZone(text: string): number {
  const parts = /^([+-])(\d\d):(\d\d)$/.exec(text)
  const minutes = parts ? Number(parts[2]) * 60 + Number(parts[3]) : 0
  // EPCIS 2.0 §7.4.1 and ISO 8601 know no offsets beyond 14 hours.
  if (text !== 'Z' && (!parts || Number(parts[3]) > 59 || minutes > 14 * 60))
    throw new BondmarkError('zone-malformed', { value: text.slice(0, 60) })
  return parts?.[1] === '-' ? -minutes : minutes
}

/** A calendar day, `YYYY-MM-DD`, as clocks at this offset live it. Throws `day-malformed` `{value}`. */
export function spanOfDay(day: string, offsetMin: number): TimeSpan {
  if (!isCalendarDate(day)) throw new BondmarkError('day-malformed', { value: day.slice(0, 60) })
  const fromMs = Date.parse(`${day}T00:00:00.000Z`) - offsetMin * 60_000
  return { fromMs, toMs: fromMs + DAY_MS - 1 }
}
