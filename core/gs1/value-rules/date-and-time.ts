import { daysInMonth, isDateLike } from '../date.ts'
import { digitAt, twoDigitsAt } from './value-rule.ts'

/** `yymmd0`: a date; day 00 means the month as a whole. */
export function dateOrMonth(text: string, start: number): number {
  return isDateLike(text, start) ? -1 : start
}

/** `yymmdd`: a date with its day. */
export function date(text: string, start: number): number {
  return isDateLike(text, start) && twoDigitsAt(text, start + 4) > 0 ? -1 : start
}

/** `yyyymmdd`: a date with its century and its day. */
export function fullDate(text: string, start: number): number {
  const year = twoDigitsAt(text, start) * 100 + twoDigitsAt(text, start + 2)
  const month = twoDigitsAt(text, start + 4)
  const day = twoDigitsAt(text, start + 6)
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month) ? -1 : start
}

/** `hh`: an hour, 00–23. */
export function hour(text: string, start: number): number {
  return twoDigitsAt(text, start) <= 23 ? -1 : start
}

/** `mi` and `ss`: a minute or a second, 00–59. */
export function sixtieth(text: string, start: number): number {
  return digitAt(text, start) <= 5 ? -1 : start
}

/** `hhmi`: an hour and a minute. */
export function hourAndMinute(text: string, start: number): number {
  if (hour(text, start) >= 0) return start
  return sixtieth(text, start + 2) >= 0 ? start + 2 : -1
}
