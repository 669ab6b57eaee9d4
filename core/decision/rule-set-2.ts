import { z } from 'zod'
import { demandKind } from './demand-kind.ts'
import { ruleName, scope } from './scope.ts'

/** Names a rule within its list; it stays the same when the rule is changed, and history is kept by it. */
const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/)
/** `YYYY-MM-DD`. Whether the day exists, and a range runs forwards, is what `checkRules` says, with a remedy. */
const day = z.string().max(40)
/** A share; whether it lies in 0 to 1 is what `checkRules` says. */
const share = z.number().min(-1e9).max(1e9)
const days = z.int().min(0).max(3650)
const count = z.int().min(0).max(1_000_000_000)
const hold = z.enum(['hold', 'tell'])

/** Which goods are traced. A category that is not here is refused. `parent` places it below another one. */
const categoryRule = z.strictObject({
  category: ruleName,
  parent: ruleName.optional(),
  trace: z.enum(['trace', 'exempt']),
  basis: ruleName.optional(),
})

/** Goods that skip the samplings and the label, but for the samplings in `except`, which are looked at all the same. */
const whitelistEntry = z.strictObject({
  id,
  scope,
  /** The first and the last day on which it counts. */
  from: day,
  until: day,
  reason: ruleName,
  approvedBy: z.array(ruleName).min(1).max(10),
  except: z.array(demandKind).min(1).max(4).optional(),
})

/** An exception to a wider rule: these goods are not sampled in this way. */
const notNeeded = z.strictObject({ id, scope, needed: z.literal(false) })

const factoryRule = z.discriminatedUnion('needed', [
  notNeeded,
  z.strictObject({
    id,
    scope,
    needed: z.literal(true),
    whenMissing: hold,
    whenExpired: hold,
    /** From so many days before a report's last day on, the decision tells that it expires. */
    warnDays: days,
    /** How long an evaluation counts, from its day on, that does not say until when. */
    countsDays: days,
  }),
])

const loadingRule = z.discriminatedUnion('needed', [
  notNeeded,
  z.strictObject({
    id,
    scope,
    needed: z.literal(true),
    /** The customs supervision modes of ASNs that it is about; none: all. */
    supervisionModes: z.array(z.string().regex(/^\d{4}$/)).max(100),
    /** 0: every container. Else a factory's container may go without for so many days after one of its containers conformed. */
    intervalDays: days,
    whenNoContainer: hold,
  }),
])

const circulationRule = z.discriminatedUnion('needed', [
  notNeeded,
  z.strictObject({
    id,
    scope,
    needed: z.literal(true),
    /** 0 to 1. A ratio of refunded to sold above it asks for an inspection; one that is the same does not. */
    refundRatioMax: share,
    /** The ratio of figures with fewer units sold says nothing: one of two is not a half. */
    soldMin: count,
    /** More complaints about the batch ask for an inspection, however few were sold; `null`: they are not counted. */
    complaintsMax: count.nullable(),
    /** Above it, an inspection that was concluded at a lower ratio is asked for again; `null`: once is enough. */
    reinspectRatioMax: share.nullable(),
  }),
])

const ingredientRule = z.discriminatedUnion('needed', [
  notNeeded,
  z.strictObject({
    id,
    scope,
    needed: z.literal(true),
    /** `first`: the first lot of a product from its factory, until one has not conformed. */
    lots: z.enum(['every', 'first']),
    /** Inspection level and AQL as ISO 2859-1:1999 prints them ('II', '1.0'); `checkRules` knows which there are. */
    level: z.string().min(1).max(10),
    aql: z.string().min(1).max(10),
    /** What the AQL limits; above 10 it can only be nonconformities (5.2). */
    measure: z.enum(['percent-nonconforming', 'nonconformities-per-100-units']),
  }),
])

/** Which template the labels of goods have, and how many of them a unit and a case get. */
const labelRule = z.strictObject({
  id,
  scope,
  template: z.string().min(1).max(100),
  perUnit: z.int().min(1).max(9),
  perCase: z.int().min(0).max(9),
})

/**
 * A rule set (DESIGN §8), `bondmark/rules/2`. The schema says what a rule set is made of; whether it makes sense is
 * what `checkRules` says, of all of it at once, with a place and a remedy each. A reader refuses members that it does not
 * know, because a rule that is silently passed over is a wrong decision.
 */
export const ruleSet2 = z.strictObject({
  format: z.literal('bondmark/rules/2'),
  name: ruleName,
  version: z.int().min(1),
  /** The first day on which it decides. */
  validFrom: day,
  categories: z.array(categoryRule).min(1).max(10_000),
  whitelist: z.array(whitelistEntry).max(50_000),
  factoryEvaluation: z.array(factoryRule).max(50_000),
  containerLoading: z.array(loadingRule).max(50_000),
  circulation: z.array(circulationRule).max(50_000),
  ingredients: z.array(ingredientRule).max(50_000),
  labels: z.array(labelRule).max(50_000),
})
export type RuleSet2 = Readonly<z.infer<typeof ruleSet2>>
export type CategoryRule2 = RuleSet2['categories'][number]
export type WhitelistEntry2 = RuleSet2['whitelist'][number]
export type FactoryRule = RuleSet2['factoryEvaluation'][number]
export type LoadingRule = RuleSet2['containerLoading'][number]
export type CirculationRule = RuleSet2['circulation'][number]
export type IngredientRule = RuleSet2['ingredients'][number]
export type LabelRule = RuleSet2['labels'][number]
