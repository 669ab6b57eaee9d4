import { BondmarkError } from '../errors/bondmark-error.ts'
import { isDigits } from './check-digit.ts'

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** How many days a month (1–12) has. */
export function daysInMonth(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 && leap ? 29 : (MONTH_DAYS[month - 1] ?? 0)
}

/**
 * True when `text[start, start + 6)` is a YYMMDD that can be a date, with day 00 for "the month as a whole".
 * The century is not known here, so 29 February passes in every year divisible by four.
 */
export function isDateLike(text: string, start: number): boolean {
  if (!isDigits(text, start, start + 6)) return false
  const at = (i: number): number => text.charCodeAt(start + i) - 48
  const month = at(2) * 10 + at(3)
  const day = at(4) * 10 + at(5)
  if (month < 1 || month > 12) return false
  const days = month === 2 && (at(0) * 10 + at(1)) % 4 === 0 ? 29 : (MONTH_DAYS[month - 1] ?? 0)
  return day <= days
}

/**
 * A YYMMDD date of a GS1 element string as an ISO date. The century follows General Specifications §7.12: a year 51 or
 * more ahead of the reference year's is of the century before, 50 or more behind is of the one after. Day 00 is the
 * last day of the month.
 *
 * @param yymmdd six digits
 * @param referenceYear the year the code is read in, four digits
 * @returns `YYYY-MM-DD`
 * @throws BondmarkError `date-malformed`
 */
export function readDate(yymmdd: string, referenceYear: number): string {
  if (yymmdd.length !== 6 || !isDateLike(yymmdd, 0))
    throw new BondmarkError('date-malformed', { value: yymmdd.slice(0, 40) })
  const century = referenceYear - (referenceYear % 100)
  const ahead = Number(yymmdd.slice(0, 2)) - (referenceYear % 100)
  const year = century + Number(yymmdd.slice(0, 2)) + (ahead >= 51 ? -100 : ahead <= -50 ? 100 : 0)
  const month = Number(yymmdd.slice(2, 4))
  const last = daysInMonth(year, month)
  const day = Number(yymmdd.slice(4, 6)) || last
  if (day > last) throw new BondmarkError('date-malformed', { value: yymmdd })
  return `${year}-${yymmdd.slice(2, 4)}-${String(day).padStart(2, '0')}`
}

/**
 * An ISO date as the YYMMDD of a GS1 element string.
 *
 * @param isoDate `YYYY-MM-DD`, a day that exists
 * @throws BondmarkError `date-malformed`
 */
export function writeDate(isoDate: string): string {
  const fields = /^(\d{4})-(\d{2})-(\d{2})$/.exec(isoDate)
  const [year, month, day] = (fields ?? []).slice(1).map(Number)
  const exists =
    year !== undefined &&
    month !== undefined &&
    day !== undefined &&
    day >= 1 &&
    day <= daysInMonth(year, month)
  if (!exists) throw new BondmarkError('date-malformed', { value: isoDate.slice(0, 40) })
  return isoDate.slice(2, 4) + isoDate.slice(5, 7) + isoDate.slice(8, 10)
}
