import { z } from 'zod'
import { severities } from './severities.ts'

const count = z.int().min(0)

/** What only people can say (9.3.3.1): that production is steady, and that the authority wants reduced inspection. */
const said = { steady: z.boolean(), approved: z.boolean() }

/**
 * Where a series of lots stands in the switching rules (clause 9): one product of one maker, under one AQL and level.
 * Plain JSON, kept by whoever keeps the series' history. Each state holds only what its own rules count; leaving a state
 * begins the next one's counts anew.
 */
export const switchingState = z.discriminatedUnion('inspection', [
  z.strictObject({
    inspection: z.literal('normal'),
    ...said,
    /** Up to four lots before the next one, oldest first: whether each was accepted on original inspection (9.3.1). */
    recent: z.array(z.boolean()).max(4),
    /** The switching score (9.3.3.2). */
    score: count,
  }),
  z.strictObject({
    inspection: z.literal('tightened'),
    ...said,
    /** Lots accepted one after the other, up to now (9.3.2). */
    acceptedInARow: count,
    /** Lots not accepted since tightened inspection began (9.4). */
    notAccepted: count,
  }),
  z.strictObject({ inspection: z.literal('reduced'), ...said }),
  /** Nothing is accepted by this part of the standard until the supplier has acted and the authority agrees (9.4). */
  z.strictObject({ inspection: z.literal('discontinued'), ...said }),
])
export type SwitchingState = z.infer<typeof switchingState>

/** A series begins under normal inspection (9.1); nobody has said anything of its production yet. */
export const switchingStart: SwitchingState = {
  inspection: 'normal',
  steady: false,
  approved: false,
  recent: [],
  score: 0,
}

/** What happened to a series. */
export const switchingEvent = z.discriminatedUnion('kind', [
  /** A lot was inspected by a plan of the severity in force. */
  z.strictObject({
    kind: z.literal('lot'),
    aql: z.string().max(10),
    plan: z.strictObject({ letter: z.string().length(1), n: count, ac: count, re: count }),
    /** Nonconforming units, or nonconformities, in the sample. */
    nonconforming: count,
    /** At most ac were found. It is asked for, so that two sides that differ about it notice. */
    accepted: z.boolean(),
    /** It was not accepted before and was brought again: the rules leave it out (9.3.1). */
    resubmitted: z.boolean(),
  }),
  /** Production is steady, or it became irregular or was delayed. */
  z.strictObject({ kind: z.literal('production'), steady: z.boolean() }),
  /** The responsible authority wants reduced inspection, or takes that back. */
  z.strictObject({ kind: z.literal('reduced-inspection'), approved: z.boolean() }),
  /** Other conditions warrant normal inspection (9.3.4 c). */
  z.strictObject({ kind: z.literal('back-to-normal') }),
  /** The supplier has acted, and the authority agrees that it will probably help (9.4). */
  z.strictObject({ kind: z.literal('resume') }),
])
export type SwitchingEvent = z.infer<typeof switchingEvent>

/** The clauses that the rules are taken from. */
export const switchingClauses = ['9.3.1', '9.3.2', '9.3.3.1', '9.3.3.2', '9.3.4', '9.4'] as const
export type SwitchingClause = (typeof switchingClauses)[number]

/** The severities that a plan may have, and none while inspection is discontinued. */
export const severityOf = ({ inspection }: Pick<SwitchingState, 'inspection'>) =>
  severities.find((severity) => severity === inspection) ?? null
