import { readDate } from './date.ts'
import { rowForReading } from './read-quantity.ts'

/** A point in local time of a code, as exact as the code has it; a code carries no offset. */
export interface LocalTime {
  /** `YYYY-MM-DD` */
  readonly date: string
  /** `hh`, `hh:mm` or `hh:mm:ss`, or null where the code has a date only. */
  readonly time: string | null
}

function clock(digits: string): string | null {
  return digits === '' ? null : (digits.match(/\d\d/g) ?? []).join(':')
}

/**
 * A date with a time: (4324), (4325), (7003), (7011), (8008) with the century of {@link readDate}, (7251) with its own.
 *
 * @param referenceYear the year the code is read in, four digits
 * @throws BondmarkError `value-not-readable`, or `date-malformed` for a 29 February that its century does not have
 */
export function readLocalTime(ai: string, value: string, referenceYear: number): LocalTime {
  rowForReading(ai, value, /^(?:432[45]|7003|7011|7251|8008)$/)
  if (ai === '7251') return { date: isoDate(value.slice(0, 8)), time: clock(value.slice(8)) }
  return { date: readDate(value.slice(0, 6), referenceYear), time: clock(value.slice(6)) }
}

function isoDate(yyyymmdd: string): string {
  return `${yyyymmdd.slice(0, 4)}-${yyyymmdd.slice(4, 6)}-${yyyymmdd.slice(6, 8)}`
}

/** The date of birth of (7250), `YYYY-MM-DD`. Throws BondmarkError `value-not-readable`. */
export function readBirthDate(ai: string, value: string): string {
  rowForReading(ai, value, /^7250$/)
  return isoDate(value)
}

/** From the first to the last day, both included; the same day twice where the code has one. */
export interface DateRange {
  readonly from: string
  readonly to: string
}

/**
 * The harvest dates of (7007): one date or two (General Specifications §3.8.8).
 *
 * @param referenceYear the year the code is read in, four digits
 * @throws BondmarkError `value-not-readable`, or `date-malformed` for a 29 February that its century does not have
 */
export function readDateRange(ai: string, value: string, referenceYear: number): DateRange {
  rowForReading(ai, value, /^7007$/)
  const from = readDate(value.slice(0, 6), referenceYear)
  return { from, to: value.length > 6 ? readDate(value.slice(6), referenceYear) : from }
}
