import { daysInMonth } from '../gs1/date.ts'

const shape = /^(\d{4})-(\d{2})-(\d{2})$/

/** Whether the text is a day that exists, as `YYYY-MM-DD`, from 1900 to 2199 (2026-02-30 is not). */
export function isCalendarDate(text: string): boolean {
  const match = shape.exec(text)
  if (!match) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (year < 1900 || year > 2199 || month < 1 || month > 12) return false
  return day >= 1 && day <= daysInMonth(year, month)
}
