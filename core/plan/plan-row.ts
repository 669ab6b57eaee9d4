import { z } from 'zod'
import { hasValidCheckDigit } from '../gs1/check-digit.ts'
import { code, count, country, date, gtin, hsCode, lot, reference, required, text } from './cell-checks.ts'

/**
 * One row of an inbound plan as it stands in the file: every cell is text. The schema is the authority for what a cell
 * may hold; the message of each check is the code of its words. Parsing a row gives typed values.
 */

/** None, one or several SSCCs with spaces between. */
const ssccs = z
  .string()
  .regex(/^\d{18}(?: +\d{18})*$/, code('plan-sscc-malformed'))
  .refine(
    (v) => v.split(/ +/).every((s) => !/^\d{18}$/.test(s) || hasValidCheckDigit(s)),
    code('plan-sscc-check-digit'),
  )
  .transform((v) => v.split(/ +/))

/** The columns, in the order of the format's page; a file may have them in any order. */
export const planRow = z.strictObject({
  asn: reference(40),
  line: reference(10),
  customs_entry: reference(32),
  entry_item: required.regex(/^\d{1,6}$/, code('plan-entry-item-malformed')),
  supervision_mode: required.regex(/^\d{4}$/, code('plan-supervision-mode-malformed')),
  container: reference(20).optional(),
  container_seal: reference(32).optional(),
  seller: text(200),
  brand: text(100),
  manufacturer: text(200),
  gtin,
  name_zh: text(200),
  name_en: text(200),
  category: text(64),
  hs_code: hsCode,
  origin: country,
  lot,
  expiry: date,
  quantity: count(1_000_000, code('plan-quantity-malformed')),
  units_per_case: count(1_000_000, code('plan-quantity-malformed')),
  sscc: ssccs.optional(),
  report_id: reference(64).optional(),
  report_expires: date.optional(),
  refund_ratio: z
    .string()
    .regex(/^(?:0(?:\.\d{1,6})?|1(?:\.0{1,6})?)$/, code('plan-ratio-malformed'))
    .transform(Number)
    .optional(),
})
export type PlanRow = z.output<typeof planRow>
export type PlanColumn = keyof PlanRow

/** The names of all columns, in the format's order. */
export const planColumns = Object.keys(planRow.shape) as readonly PlanColumn[]

/** Columns that a file may leave out, and cells that may be empty. */
export const optionalColumns: ReadonlySet<string> = new Set(
  planColumns.filter((name) => planRow.shape[name].safeParse(undefined).success),
)

/** A plan file in JSON: the same rows under the same names. */
export const planFile = z.strictObject({
  format: z.literal('bondmark/plan/1'),
  rows: z.array(z.record(z.string(), z.unknown())),
})
