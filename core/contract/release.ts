import { z } from 'zod'
import { verdict } from '../decision/decision.ts'
import { demandKind } from '../decision/demand-kind.ts'
import { base } from './base.ts'
import { failure } from './failure.ts'

/** Where a line, or a whole notice, stands on its way out: goods move on only once nothing holds them. */
export const releaseStates = ['held', 'free', 'released', 'overridden'] as const
export type ReleaseState = (typeof releaseStates)[number]

/** One reason that goods are still held for, in words, and the place where somebody can do something about it. */
export const whyHeldView = z.object({
  sentence: failure,
  /** What holds: a demand that is not met, customs, an operator's word, a seal, or the decision itself. */
  by: z.enum(['decision', 'demand', 'customs', 'operator', 'seal']),
  /** Of a demand: its id, as its task cites it. */
  demand: z.string().max(64).nullable(),
})
export type WhyHeldView = z.infer<typeof whyHeldView>

/** A notice as the inbound list has it. */
export const inboundAsn = z.object({
  asn: z.string(),
  seller: z.string(),
  revision: z.int().min(1),
  /** Lines and lots; units. */
  lines: z.int(),
  planned: z.int(),
  received: z.int(),
  labeled: z.int(),
  /** Lines by where they stand. */
  held: z.int(),
  free: z.int(),
  released: z.int(),
  overridden: z.int(),
  /** Demands on its lines, and those that are met. */
  demands: z.int(),
  met: z.int(),
  state: z.enum(releaseStates),
  /** When it was released last; null while it never was. */
  releasedAt: z.string().nullable(),
  /** The first reasons that it is held for. */
  why: z.array(whyHeldView).max(20),
})
export type InboundAsn = z.infer<typeof inboundAsn>

export const asnsAnswer = z.object({
  format: z.literal('bondmark/asns/1'),
  asns: z.array(inboundAsn),
  /** Notices that there are in all; the list is cut. */
  total: z.int(),
})
export type AsnsAnswer = z.infer<typeof asnsAnswer>

/** A supervisor's word that stands beside a line for good. */
export const wordView = z.object({
  id: z.string(),
  kind: z.enum(['override', 'lift']),
  t: z.string(),
  badge: z.string(),
  reason: z.string(),
})

/** What was demanded of a line, and how that ended; null while it is open. `failed`: the goods did not conform. */
export const demandView = z.object({
  demand: z.string(),
  kind: demandKind,
  sentence: failure,
  since: z.string(),
  ended: z.enum(['met', 'failed', 'overridden', 'gone']).nullable(),
  endedAt: z.string().nullable(),
})

/** One line and lot, with every rule that was looked at and every reason that it is held for. */
export const inboundLine = z.object({
  line: z.string(),
  lot: z.string(),
  gtin: z.string(),
  nameEn: z.string(),
  nameZh: z.string(),
  planned: z.int(),
  received: z.int(),
  labeled: z.int(),
  decision: verdict,
  /** Hex SHA-256 of the decision's RFC 8785 bytes. */
  decisionHash: z.string(),
  ruleSet: z.string(),
  reasons: z.array(failure),
  state: z.enum(releaseStates),
  why: z.array(whyHeldView),
  demands: z.array(demandView),
  words: z.array(wordView),
  closed: z.boolean(),
  /** What a supervisor may do about it now. */
  mayOverride: z.boolean(),
  mayLift: z.boolean(),
})
export type InboundLine = z.infer<typeof inboundLine>

export const asnAnswer = z.object({
  format: z.literal('bondmark/asn/1'),
  asn: inboundAsn,
  lines: z.array(inboundLine),
})
export type AsnAnswer = z.infer<typeof asnAnswer>

/** A supervisor's word on a line of held goods. A reason has at least ten characters, which the station says in words. */
export const askedOfLine = z.object({
  asn: z.string().min(1).max(100),
  line: z.string().min(1).max(100),
  lot: z.string().min(1).max(100),
  reason: z.string().max(300),
  badge: z.string().max(64),
  passcode: z.string().max(128),
})

const releaseAnswer = z.object({
  /** Whether the whole notice was released by it. */
  released: z.boolean(),
  sentence: failure,
})
export type ReleaseAnswer = z.infer<typeof releaseAnswer>

/** The answer of `bondmark asn release|override|lift`. */
export const asnReleaseAnswer = releaseAnswer.extend({ format: z.literal('bondmark/asn-release/1') })

/** The inbound plans' way to their release. */
export const releaseContract = {
  /** Every notice that is worked on, then those done last. */
  list: base.output(asnsAnswer),
  /** Throws `asn-missing`. */
  show: base.input(z.object({ asn: z.string().min(1).max(100) })).output(asnAnswer),
  /** Releases a notice that nothing holds any more, or says that something does. Throws `asn-missing`, `clock-…`. */
  release: base.input(z.object({ asn: z.string().min(1).max(100) })).output(releaseAnswer),
  /** A supervisor waives what is demanded of a line: signed by their own key, and told apart from met demands for good. */
  override: base.input(askedOfLine).output(releaseAnswer),
  /** A supervisor lifts the hold that somebody at the station has put on a line. */
  lift: base.input(askedOfLine).output(releaseAnswer),
}
