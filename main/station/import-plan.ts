import iconv from 'iconv-lite'
import { decide } from '../../core/decision/decide.ts'
import { decisionHash } from '../../core/decision/decision.ts'
import { noHistory } from '../../core/decision/history.ts'
import { type RuleSet, ruleSetHash } from '../../core/decision/rule-set.ts'
import { type Asn, planHash } from '../../core/plan/asn.ts'
import type { PlanProblem } from '../../core/plan/plan-problem.ts'
import { readPlan } from '../../core/plan/read-plan.ts'
import { appendRecord } from './append-statement.ts'
import type { StationContext } from './context.ts'

export type PlanOutcome = 'taken' | 'unchanged' | 'revised'
export type ImportAnswer =
  | { readonly ok: true; readonly asns: readonly { asn: string; outcome: PlanOutcome; lines: number }[] }
  | { readonly ok: false; readonly problems: readonly PlanProblem[] }

/**
 * Takes a plan file whole or not at all: every ASN, its decisions and the statement that it was accepted, in one
 * transaction. The same content again changes nothing; other content is a new revision.
 */
export function importPlan(
  ctx: StationContext,
  rules: RuleSet,
  bytes: Uint8Array,
  fileName: string,
): ImportAnswer {
  const reading = readPlan(bytes, {
    fileName,
    decodeGb18030: (raw) => iconv.decode(Buffer.from(raw), 'gb18030'),
  })
  if (!reading.ok) return reading
  const hash = ruleSetHash(rules)
  const asns = ctx.store.transaction(() => {
    ctx.store.plans.putRuleSet(hash, JSON.stringify(rules))
    return reading.plans.map((asn) => ({
      asn: asn.asn,
      outcome: take(ctx, rules, hash, asn),
      lines: asn.lines.length,
    }))
  })
  return { ok: true, asns }
}

function take(ctx: StationContext, rules: RuleSet, ruleSet: string, asn: Asn): PlanOutcome {
  const { store, clock, identity } = ctx
  const hash = planHash(asn)
  const newest = store.plans.newest(asn.asn)
  if (newest?.hash === hash) return 'unchanged'
  const t = clock.now()
  const revision = (newest?.revision ?? 0) + 1
  store.plans.addRevision({ asn: asn.asn, revision, hash, json: JSON.stringify(asn) }, t)
  if (newest)
    store.plans.dropUntouched(
      asn.asn,
      asn.lines.map((line) => ({ asn: asn.asn, line: line.line, lot: line.lot })),
    )
  for (const line of asn.lines) {
    const decision = decide({ line, asn, ruleSet: rules, ruleSetHash: ruleSet, at: t, history: noHistory })
    const name = { asn: asn.asn, line: line.line, lot: line.lot }
    store.plans.putLine({
      ...name,
      gtin: line.gtin,
      json: JSON.stringify(line),
      planned: line.quantity,
      verdict: decision.decision,
      decision: JSON.stringify(decision),
      decisionHash: decisionHash(decision),
      ruleSet,
    })
    for (const sscc of line.ssccs) store.plans.putSscc(sscc, name)
  }
  appendRecord(
    ctx,
    'plan-accepted',
    { station: identity.issuer, t, asn: asn.asn, revision, plan: hash, ruleSet, lines: asn.lines.length },
    t,
  )
  return newest ? 'revised' : 'taken'
}
