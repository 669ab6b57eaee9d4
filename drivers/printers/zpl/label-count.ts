import type { Found } from '../dialect.ts'

/** The question for the odometer of labels (Zebra SGD `odometer.total_label_count`). */
export const labelCountQuestion = '! U1 getvar "odometer.total_label_count"\r\n'

/** Its answer: digits in quotes, `"?"` from a printer that has no such counter. */
export function findLabelCount(heard: string): Found<number> | null {
  const match = /"([^"]{0,20})"/.exec(heard)
  if (match === null) return null
  const end = match.index + match[0].length
  const digits = /^(\d{1,12})(?: labels?)?$/i.exec(match[1] ?? '')
  return digits === null ? { wrong: 'odometer', end } : { said: Number(digits[1]), end }
}
