import { z } from 'zod'
import { hasValidCheckDigit } from '../../gs1/check-digit.ts'
import { isCalendarDate } from '../../plan/calendar-date.ts'

const gtin = z
  .string()
  .regex(/^\d{14}$/)
  .refine(hasValidCheckDigit, 'a wrong check digit')
const sscc = z
  .string()
  .regex(/^\d{18}$/)
  .refine(hasValidCheckDigit, 'a wrong check digit')
const printable = z.string().regex(/^[!-~]{1,20}$/, '1 to 20 printable ASCII characters, no space')
const day = z.string().refine(isCalendarDate, 'a day that exists, as YYYY-MM-DD')
const name = z.string().regex(/\S/, 'not blank').max(300)
const quantity = z.int().min(1).max(99_999_999)

/** What a unit's label says, as the plan and the station know it. The layout checks that it can be printed. */
export const unitContent = z.strictObject({
  kind: z.literal('unit'),
  gtin,
  serial: printable,
  lot: printable,
  expiry: day,
  nameEn: name,
  nameZh: name,
  /** ISO 3166-1 alpha-2. */
  originCountryCode: z.string().regex(/^[A-Z]{2}$/),
  originZh: z.string().max(100).optional(),
  /** The sealed link: the QR code's text. */
  link: z
    .string()
    .max(512)
    .regex(/^https:\/\/[!-~]+$/),
  /** Ten symbols, with or without the dash; null draws the scratch panel covered. */
  pin: z
    .string()
    .regex(/^[0-9A-Z]{5}-?[0-9A-Z]{5}$/)
    .nullable(),
  training: z.boolean(),
})

/** So many units of one product, lot and expiry that are inside. */
const contentsLine = z.strictObject({
  gtin,
  lot: printable,
  expiry: day,
  /** Units. */
  quantity,
  nameEn: name,
  nameZh: name,
})

/** Everything inside, one entry for each product, lot and expiry. */
const contents = z.array(contentsLine).min(1).max(500)

/** What a case's label says. */
export const caseContent = z.strictObject({
  kind: z.literal('case'),
  sscc,
  contents,
  training: z.boolean(),
})

/** What a pallet's label says. */
export const palletContent = z.strictObject({
  kind: z.literal('pallet'),
  sscc,
  /** Cases on it. */
  cases: z.int().min(1).max(99_999),
  contents,
  training: z.boolean(),
})

export const labelContent = z.discriminatedUnion('kind', [unitContent, caseContent, palletContent])

export type UnitContent = Readonly<z.infer<typeof unitContent>>
export type CaseContent = Readonly<z.infer<typeof caseContent>>
export type PalletContent = Readonly<z.infer<typeof palletContent>>
export type ContentsLine = Readonly<z.infer<typeof contentsLine>>
export type LabelContent = UnitContent | CaseContent | PalletContent
