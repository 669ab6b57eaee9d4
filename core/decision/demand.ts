import { sha256 } from '@noble/hashes/sha2.js'
import { z } from 'zod'
import { toHex } from '../encoding/hex.ts'
import type { Failure } from '../errors/bondmark-error.ts'
import { severities } from '../sampling/severities.ts'
import { canonicalBytes } from '../statement/canonical-json.ts'
import { type Decision, decisiveReasons, type Reason, type Saying } from './decision.ts'
import { type DemandKind, demandKind } from './demand-kind.ts'

/** How a lot is sampled: what was asked for, and the plan of ISO 2859-1 that answers it. */
export const demandSampling = z.strictObject({
  level: z.string(),
  aql: z.string(),
  severity: z.enum(severities),
  lotSize: z.int().min(1),
  letter: z.string(),
  n: z.int().min(1),
  ac: z.int().min(0),
  re: z.int().min(1),
})
export type DemandSampling = z.infer<typeof demandSampling>

/** What must happen before goods go on. */
export const demand = z.strictObject({
  /** Hex SHA-256 of the RFC 8785 bytes of `{kind, subject, ruleSet, asn}`: lines of an ASN share it. */
  id: z.string().regex(/^[0-9a-f]{64}$/),
  kind: demandKind,
  /**
   * What it is about: factory evaluation `manufacturer, category`; container loading `container, manufacturer`;
   * circulation `gtin, lot`; ingredients `gtin, lot, manufacturer`; each of these two with `after` (the conclusion before it) when
   * it is asked for again.
   */
  subject: z.record(z.string(), z.string()),
  /** The id of the rule that demands it; `null` under `bondmark/rules/1`, whose rules have none. */
  rule: z.string().nullable(),
  sampling: demandSampling.optional(),
})
export type Demand = Readonly<z.infer<typeof demand>>

/** What of a reason's values is the subject of the demand that it makes. */
const demands: Partial<Record<Saying, { kind: DemandKind; subject: readonly string[] }>> = {
  'factory-report-missing': { kind: 'factory-evaluation', subject: ['manufacturer', 'category'] },
  'factory-report-expired': { kind: 'factory-evaluation', subject: ['manufacturer', 'category'] },
  'factory-report-undated': { kind: 'factory-evaluation', subject: ['manufacturer', 'category'] },
  'factory-evaluation-contested': { kind: 'factory-evaluation', subject: ['manufacturer', 'category'] },
  'loading-due': { kind: 'container-loading-supervision', subject: ['container', 'manufacturer'] },
  'circulation-refunds': { kind: 'circulation-inspection', subject: ['gtin', 'lot'] },
  'circulation-plan-refunds': { kind: 'circulation-inspection', subject: ['gtin', 'lot'] },
  'circulation-complaints': { kind: 'circulation-inspection', subject: ['gtin', 'lot'] },
  'circulation-again': { kind: 'circulation-inspection', subject: ['gtin', 'lot'] },
  'ingredients-due': { kind: 'ingredient-inspection', subject: ['gtin', 'lot', 'manufacturer'] },
  'ingredients-larger-lot': { kind: 'ingredient-inspection', subject: ['gtin', 'lot', 'manufacturer'] },
}

/** Asked for again although something was concluded: another demand than the one before. */
const again: ReadonlySet<Saying> = new Set<Saying>(['circulation-again', 'ingredients-larger-lot'])

function demandOf({ said, saw }: Reason, { asn, ruleSet, reasons }: Decision): Demand | null {
  const made = demands[said]
  if (!made) return null
  // A reason of the first format does not always name the category; the one on access does.
  const values = { category: reasons[0]?.saw.category ?? null, ...saw }
  const subject: Record<string, string> = {}
  for (const field of made.subject) subject[field] = String(values[field as keyof typeof values] ?? '')
  if (again.has(said)) subject.after = String(saw.conclusion ?? '')
  const { kind } = made
  const id = toHex(sha256(canonicalBytes({ kind, subject, ruleSet, asn })))
  const rule = typeof saw.entry === 'string' ? saw.entry : null
  if (kind !== 'ingredient-inspection') return { id, kind, subject, rule }
  const { level, aql, severity, lotSize, letter, n, ac, re } = saw
  const sampling = demandSampling.parse({ level, aql, severity, lotSize, letter, n, ac, re })
  return { id, kind, subject, rule, sampling }
}

/**
 * What must still happen before the line goes on, in the order of its reasons. It follows from the decision alone. A
 * line is on hold while it has a demand; a line may be on hold without one, when something did not conform: that is
 * lifted by a repeated test or an override.
 */
export function demandsOf(decision: Decision): Demand[] {
  if (decision.decision !== 'hold') return []
  return decision.reasons.flatMap((reason) => demandOf(reason, decision) ?? [])
}

/** What keeps goods without asking for anything: what did not conform, what the plan or the rules lack. */
export function heldWithoutDemand(decision: Decision): Reason[] {
  return decisiveReasons(decision).filter(({ said }) => decision.decision === 'hold' && !demands[said])
}

/** The demands of several lines, each once, in the order in which they come first. */
export function demandsOfAll(decisions: readonly Decision[]): Demand[] {
  const found = new Map<string, Demand>()
  for (const one of decisions.flatMap(demandsOf)) if (!found.has(one.id)) found.set(one.id, one)
  return [...found.values()]
}

/** A demand as a failure-shaped sentence, for `wordsFor`. */
export function demandSentence({ kind, subject, sampling }: Demand): Failure {
  return { code: `demand-${kind}`, detail: { ...subject, ...sampling } }
}
