import { z } from 'zod'
import { isCalendarDate } from '../plan/calendar-date.ts'
import { isCountry } from '../plan/countries.ts'

/** Fields that several tables of the catalogue share, with a bound on each. */

/** Control characters, direction overrides and broken characters have no place in a name. */
const unprintable = /[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\ufffd]/u

export const words = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((v) => !unprintable.test(v), 'holds a control or broken character')

/**
 * What rows are known by: printable ASCII without `/`, which stands between the parts of a key of two. In ASCII the order
 * of code units is that of bytes, so that every program sorts the rows alike.
 */
export const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)

/** A language as BCP 47 writes it: `en`, `zh-CN`, `ja`. */
export const language = z.string().regex(/^[a-z]{2,3}(?:-[A-Z][A-Za-z]{1,3})?$/)

/** What something is called, language by language. */
export const names = z
  .record(language, words(200))
  .refine((v) => Object.keys(v).length >= 1 && Object.keys(v).length <= 20, '1 to 20 languages')

export const day = z.string().refine(isCalendarDate, 'not a day as YYYY-MM-DD')
export const countryLetters = z.string().refine(isCountry, 'not a country of ISO 3166-1')
export const gtin14 = z.string().regex(/^\d{14}$/)
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/)

/** A picture by its content: whoever has the bytes can show that they are the ones meant. */
export const picture = z.strictObject({
  sha256: sha256Hex,
  mediaType: z.enum(['image/jpeg', 'image/png', 'image/webp', 'image/avif', 'application/pdf']),
  bytes: z.int().min(1).max(100_000_000),
  /** Where it can be had; without it, from whoever keeps bytes by their hash. */
  url: z
    .string()
    .max(500)
    .regex(/^https:\/\/[\x21-\x7e]+$/)
    .optional(),
})
export type Picture = z.infer<typeof picture>
