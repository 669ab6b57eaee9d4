import { z } from 'zod'
import { verdict } from '../decision/decision.ts'
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
  closed: z.boolean(),
})
export type InboundLine = z.infer<typeof inboundLine>

export const asnAnswer = z.object({
  format: z.literal('bondmark/asn/1'),
  asn: inboundAsn,
  lines: z.array(inboundLine),
})
export type AsnAnswer = z.infer<typeof asnAnswer>

/** The inbound plans' way to their release. */
export const releaseContract = {
  /** Every notice that is worked on, then those done last. */
  list: base.output(asnsAnswer),
  /** Throws `asn-missing`. */
  show: base.input(z.object({ asn: z.string().min(1).max(64) })).output(asnAnswer),
}
