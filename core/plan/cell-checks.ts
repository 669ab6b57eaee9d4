import { z } from 'zod'
import type { Code } from '../errors/codes.ts'
import { hasValidCheckDigit } from '../gs1/check-digit.ts'
import { isCalendarDate } from './calendar-date.ts'
import { isCountry } from './countries.ts'

/**
 * Checks of cells that are text, shared by the files that people hand in. The message of each check is the code of its
 * words; the schema that is made of them is the only one who writes codes into messages.
 */

/** GS1 General Specifications, figure 7.11-1: the 82 characters an element string may hold. */
const characterSet82 = /^[!"%-?A-Z_a-z]+$/

/** Control characters, direction overrides, line separators, half of a surrogate pair, and the mark of a failed decoding. */
const unprintable = /[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\ufffd]/u

/**
 * What nobody sees: soft hyphens, spaces without width, fillers, tags; and joiners where the script does not join. With one of
 * them a name looks like the one that a rule is about, and is another.
 */
const invisible =
  /(?![\u200c\u200d])\p{Default_Ignorable_Code_Point}|[\p{Script=Latin}\p{Script=Han}\p{Script=Cyrillic}\p{Script=Greek}\p{N}\s][\u200c\u200d]/u

/**
 * A cell that a spreadsheet would run when the value is exported again: `=…`, or one of `+ - @` with a call, a DDE
 * pipe or a sheet reference behind it. A brand called `@home` or a drink called `-196` is not one.
 */
const formula = /^(?:=|[+\-@].*[(|!])/s

export const code = (c: Code) => c

/**
 * Free text of at most `max` UTF-16 units. It becomes NFC with single spaces, so that a name is the same one however it was
 * typed: rules compare names to the character.
 */
export const text = (max: number) =>
  z
    .string(code('plan-value-missing'))
    .min(1, code('plan-value-missing'))
    .max(max, code('plan-value-too-long'))
    .refine((v) => !unprintable.test(v) && !invisible.test(v), code('plan-value-control'))
    .refine((v) => !formula.test(v), code('plan-value-formula'))
    .overwrite((v) => v.normalize('NFC').replace(/\s+/g, ' '))

/** A number or name that other papers cite: letters, digits and `. _ / -`. */
export const reference = (max: number) =>
  z
    .string(code('plan-value-missing'))
    .min(1, code('plan-value-missing'))
    .max(max, code('plan-value-too-long'))
    .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, code('plan-reference-malformed'))

export const required = z.string(code('plan-value-missing')).min(1, code('plan-value-missing'))
export const date = required.refine(isCalendarDate, code('plan-date-malformed'))

export const count = (max: number, malformed: Code) =>
  required
    .regex(/^[1-9][0-9]{0,6}$/, malformed)
    .transform(Number)
    .refine((n) => n <= max, malformed)

/** A GTIN-8, -12, -13 or -14; becomes its 14-digit form. */
export const gtin = required
  .regex(/^(?:\d{8}|\d{12,14})$/, code('plan-gtin-malformed'))
  .refine((v) => !/^\d+$/.test(v) || hasValidCheckDigit(v), code('plan-gtin-check-digit'))
  .refine((v) => !/^0+$/.test(v), code('plan-gtin-malformed'))
  .transform((v) => v.padStart(14, '0'))

export const hsCode = required.regex(/^\d{10}$/, code('plan-hs-code-malformed'))
export const country = required.refine(isCountry, code('plan-origin-unknown'))

export const lot = required
  .max(20, code('plan-lot-malformed'))
  .regex(characterSet82, code('plan-lot-malformed'))
  .refine((v) => !formula.test(v), code('plan-value-formula'))
