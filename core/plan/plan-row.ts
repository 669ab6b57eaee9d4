import { z } from 'zod'
import type { Code } from '../errors/codes.ts'
import { hasValidCheckDigit } from '../gs1/check-digit.ts'
import { isCalendarDate } from './calendar-date.ts'
import { isCountry } from './countries.ts'

/**
 * One row of an inbound plan as it stands in the file: every cell is text. The schema is the authority for what a cell
 * may hold; the message of each check is the code of its words. Parsing a row gives typed values.
 */

/** GS1 General Specifications, figure 7.11-1: the 82 characters an element string may hold. */
const characterSet82 = /^[!"%-?A-Z_a-z]+$/

/** Control characters, direction overrides, line separators, half of a surrogate pair, and the mark of a failed decoding. */
const unprintable = /[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\ufffd]/u

/**
 * A cell that a spreadsheet would run when the value is exported again: `=…`, or one of `+ - @` with a call, a DDE
 * pipe or a sheet reference behind it. A brand called `@home` or a drink called `-196` is not one.
 */
const formula = /^(?:=|[+\-@].*[(|!])/s

const code = (c: Code) => c

/** Free text of at most `max` UTF-16 units. */
const text = (max: number) =>
  z
    .string(code('plan-value-missing'))
    .min(1, code('plan-value-missing'))
    .max(max, code('plan-value-too-long'))
    .refine((v) => !unprintable.test(v), code('plan-value-control'))
    .refine((v) => !formula.test(v), code('plan-value-formula'))

/** A number or name that other papers cite: letters, digits and `. _ / -`. */
const reference = (max: number) =>
  z
    .string(code('plan-value-missing'))
    .min(1, code('plan-value-missing'))
    .max(max, code('plan-value-too-long'))
    .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, code('plan-reference-malformed'))

const required = z.string(code('plan-value-missing')).min(1, code('plan-value-missing'))
const date = required.refine(isCalendarDate, code('plan-date-malformed'))

const count = (max: number, malformed: Code) =>
  required
    .regex(/^[1-9][0-9]{0,6}$/, malformed)
    .transform(Number)
    .refine((n) => n <= max, malformed)

/** A GTIN-8, -12, -13 or -14; becomes its 14-digit form. */
const gtin = required
  .regex(/^(?:\d{8}|\d{12,14})$/, code('plan-gtin-malformed'))
  .refine((v) => !/^\d+$/.test(v) || hasValidCheckDigit(v), code('plan-gtin-check-digit'))
  .refine((v) => !/^0+$/.test(v), code('plan-gtin-malformed'))
  .transform((v) => v.padStart(14, '0'))

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
  hs_code: required.regex(/^\d{10}$/, code('plan-hs-code-malformed')),
  origin: required.refine(isCountry, code('plan-origin-unknown')),
  lot: required
    .max(20, code('plan-lot-malformed'))
    .regex(characterSet82, code('plan-lot-malformed'))
    .refine((v) => !formula.test(v), code('plan-value-formula')),
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
