import { z } from 'zod'
import { isCalendarDate } from '../../plan/calendar-date.ts'

const name = z.string().min(1).max(200)
const code = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/)
const date = z.string().refine(isCalendarDate, 'a day that exists, as YYYY-MM-DD')

/** Which goods are traced, and which label their units get. A category that is not here is refused. */
const categoryRule = z.discriminatedUnion('trace', [
  z.strictObject({ category: name, trace: z.literal('exempt'), basis: name.optional() }),
  z.strictObject({ category: name, trace: z.literal('trace'), basis: name.optional(), labelTemplate: code }),
])

/** What a whitelist entry is about: every field that is given must be that of the line. */
const whitelistScope = z
  .strictObject({
    gtin: z
      .string()
      .regex(/^\d{14}$/, 'a GTIN in 14 digits')
      .optional(),
    lot: name.optional(),
    brand: name.optional(),
    manufacturer: name.optional(),
    seller: name.optional(),
    category: name.optional(),
    origin: z.string().length(2).optional(),
  })
  .refine((scope) => Object.keys(scope).length > 0, 'a scope without a field would cover all goods')

const whitelistEntry = z
  .strictObject({
    id: code,
    scope: whitelistScope,
    /** The first and the last day on which it counts. */
    from: date,
    until: date,
    reason: name,
    approvedBy: z.array(name).min(1).max(10),
  })
  .refine((entry) => entry.from <= entry.until, 'ends before it begins')

const factoryEvaluation = z.strictObject({
  /** The categories that need the factory's evaluation. */
  categories: z.array(name).max(10_000),
  holdWhenMissing: z.boolean(),
  holdWhenExpired: z.boolean(),
})

const unique = <T>(items: readonly T[], key: (item: T) => string) =>
  new Set(items.map(key)).size === items.length

/**
 * A rule set (DESIGN §8), `bondmark/rules/1`, as it was before the samplings had rules. What is configured stands here and
 * nowhere in the code; a reader refuses members that it does not know.
 */
export const ruleSet1 = z.strictObject({
  format: z.literal('bondmark/rules/1'),
  name,
  version: z.int().min(1),
  categories: z
    .array(categoryRule)
    .min(1)
    .max(10_000)
    .refine((rules) => unique(rules, (r) => r.category), 'a category stands here twice'),
  whitelist: z
    .array(whitelistEntry)
    .max(50_000)
    .refine((entries) => unique(entries, (e) => e.id), 'an entry id stands here twice'),
  factoryEvaluation,
})
export type RuleSet1 = Readonly<z.infer<typeof ruleSet1>>
export type CategoryRule1 = z.infer<typeof categoryRule>
export type WhitelistEntry1 = z.infer<typeof whitelistEntry>
