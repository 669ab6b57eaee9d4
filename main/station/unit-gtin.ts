import { checkDigit, hasValidCheckDigit } from '../../core/gs1/check-digit.ts'

/** The GTIN of the units in a carton with indicator 1–8: indicator 0, check digit anew (GS1 GenSpecs §4.2). */
export function unitGtinOf(gtin: string): string | null {
  if (!/^[1-8]\d{13}$/.test(gtin) || !hasValidCheckDigit(gtin)) return null
  const body = `0${gtin.slice(1, 13)}`
  return `${body}${checkDigit(body)}`
}
