import { z } from 'zod'
import { hasValidCheckDigit } from '../gs1/check-digit.ts'

/** A GTIN as AI (01) carries it. */
export const gtin14 = z
  .string()
  .regex(/^\d{14}$/)
  .refine(hasValidCheckDigit, 'not a GTIN')

/** A GS1 company prefix, as it begins a GTIN-13 (General Specifications §1.4.4). */
export const companyPrefix = z.string().regex(/^\d{4,12}$/)

/** The products that serials may be given to: whole company prefixes, or GTINs one by one. Together at least one. */
export const coverage = z
  .strictObject({
    companyPrefixes: z.array(companyPrefix).max(64),
    gtins: z.array(gtin14).max(1000),
  })
  .refine(({ companyPrefixes, gtins }) => companyPrefixes.length + gtins.length > 0, 'nothing is covered')
export type Coverage = z.infer<typeof coverage>

/** A GTIN-8 stands behind six zeros, and its digits belong to no company prefix (General Specifications §1.4.4.3). */
const isGtin8 = (gtin: string): boolean => gtin.startsWith('000000')

/**
 * Whether serials of a product may be given under this coverage. A company prefix begins behind the indicator digit, and
 * counts for no GTIN-8.
 *
 * @param gtin 14 digits
 */
export function covers({ companyPrefixes, gtins }: Coverage, gtin: string): boolean {
  if (gtins.includes(gtin)) return true
  return !isGtin8(gtin) && companyPrefixes.some((prefix) => gtin.startsWith(prefix, 1))
}

/**
 * What a coverage names that a licence does not hold, or null. A company prefix is held only as it was licensed: a
 * longer one is another company's, a shorter one more than was given.
 */
export function firstBeyond({ companyPrefixes, gtins }: Coverage, licence: Coverage): string | null {
  const prefix = companyPrefixes.find((one) => !licence.companyPrefixes.includes(one))
  return prefix ?? gtins.find((gtin) => !covers(licence, gtin)) ?? null
}
