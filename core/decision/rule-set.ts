import { sha256 } from '@noble/hashes/sha2.js'
import { z } from 'zod'
import { toHex } from '../encoding/hex.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { isCalendarDate } from '../plan/calendar-date.ts'
import { canonicalBytes } from '../statement/canonical-json.ts'

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
 * A rule set (DESIGN §8), `bondmark/rules/1`. What is configured stands here and nowhere in the code. Sampling rules that
 * are to come are new members beside `factoryEvaluation`; a reader refuses members it does not know, because a rule
 * that is silently passed over is a wrong decision.
 */
export const ruleSet = z.strictObject({
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
export type RuleSet = Readonly<z.infer<typeof ruleSet>>
export type CategoryRule = z.infer<typeof categoryRule>
export type WhitelistEntry = z.infer<typeof whitelistEntry>

/** The largest rule set that is read, in bytes. */
export const rulesBytesMax = 32 * 1024 * 1024

/**
 * Reads a rule set from the UTF-8 JSON of a file.
 * @throws BondmarkError `rules-malformed` `{file, where, why}`: the first thing that is wrong, by its path
 */
export function readRuleSet(bytes: Uint8Array, fileName: string): RuleSet {
  const refuse = (where: string, why: string) =>
    new BondmarkError('rules-malformed', { file: fileName, where, why: why.slice(0, 200) })
  if (bytes.length > rulesBytesMax) throw refuse('/', `larger than ${rulesBytesMax} bytes`)
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw refuse('/', error instanceof Error ? error.message : 'not JSON')
  }
  const parsed = ruleSet.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw refuse(`/${issue?.path.join('/') ?? ''}`, issue?.message ?? '')
}

/** Hex SHA-256 of a rule set's RFC 8785 bytes: what decisions cite as `ruleSet`. */
export function ruleSetHash(rules: RuleSet): string {
  return toHex(sha256(canonicalBytes(rules)))
}
