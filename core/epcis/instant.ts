import { daysInMonth } from '../gs1/date.ts'

const TIME = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,60}))?(Z|z|[+-]\d{2}:?\d{2})$/

/**
 * A time with an offset (RFC 3339, and ISO 8601's comma and offset without colon) as milliseconds since 1970, rounded
 * half up. `Date.parse` alone takes 31 February for 3 March.
 *
 * @returns null when it is none, or no day of the calendar
 */
export function readInstant(text: string): number | null {
  const match = TIME.exec(text)
  if (match === null) return null
  const [, year = '', month = '', day = '', clock = '', fraction = '', offset = ''] = match
  if (Number(day) > 28 && Number(day) > daysInMonth(Number(year), Number(month))) return null
  const zone = offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset.toUpperCase()
  const base = Date.parse(`${year}-${month}-${day}T${clock}${zone}`)
  if (Number.isNaN(base)) return null
  return base + Number(fraction.slice(0, 3).padEnd(3, '0')) + (fraction.charCodeAt(3) >= 0x35 ? 1 : 0)
}
