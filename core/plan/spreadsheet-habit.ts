import type { Code } from '../errors/codes.ts'

/** What spreadsheets do to a number that is no number: whoever sees it named knows what to undo. */
export function spreadsheetHabit(value: string): Code | null {
  if (/^\d(?:[.,]\d+)?E\+?\d{1,3}$/i.test(value)) return 'plan-value-scientific'
  if (/^[\u0027\u2018\u2019]\d/.test(value)) return 'plan-value-apostrophe'
  return value.startsWith('=') ? 'plan-value-formula' : null
}
