import iconv from 'iconv-lite'
import { decide } from '../../core/decision/decide.ts'
import { decisionHash } from '../../core/decision/decision.ts'
import { noHistory } from '../../core/decision/history.ts'
import { type RuleSet, ruleSetHash } from '../../core/decision/rule-set.ts'
import { type Asn, lineKey, planHash } from '../../core/plan/asn.ts'
import { diffPlans } from '../../core/plan/diff-plans.ts'
import { changesMax, type ListedDiff, listChanges } from '../../core/plan/list-changes.ts'
import { type PlanProblem, problemsOf } from '../../core/plan/plan-problem.ts'
import { readPlan } from '../../core/plan/read-plan.ts'
import type { StoredPlan } from '../store/plans.ts'
import { appendRecord } from './append-statement.ts'
import type { StationContext } from './context.ts'
import { operatorOf } from './operator.ts'
import { planFindings } from './plan-standing.ts'

export type PlanOutcome = 'taken' | 'unchanged' | 'revised'
export interface TakenAsn {
  readonly asn: string
  readonly outcome: PlanOutcome
  readonly lines: number
  /** What a revision changed. Over all ASNs of the file, at most `changesMax` changes are listed. */
  readonly diff?: ListedDiff
}
export type ImportAnswer =
  | { readonly ok: true; readonly asns: readonly TakenAsn[] }
  | { readonly ok: false; readonly problems: readonly PlanProblem[] }

/** A notice of the file beside the revision that the station has of it. */
interface Incoming {
  readonly asn: Asn
  readonly hash: string
  readonly newest: StoredPlan | null
  readonly before: Asn | null
}

/**
 * Takes a plan file whole or not at all: every ASN, its decisions and the statement that it was accepted, in one
 * transaction. The same content again changes nothing; other content is a new revision, refused when it would rewrite
 * what has happened on a line already (docs/formats/plan.md, "Revisions").
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
  return ctx.store.transaction(() => {
    const asns = reading.plans.map((asn) => incomingOf(ctx, asn))
    const changed = asns.filter(isChanged)
    const findings = planFindings(
      ctx.store.plans,
      changed.map(({ before, asn: after }) => ({ before, after })),
      reading.rowOf,
    )
    if (findings.length > 0) return { ok: false, problems: problemsOf(fileName, findings) }
    const ruleSet = ruleSetHash(rules)
    ctx.store.plans.putRuleSet(ruleSet, JSON.stringify(rules))
    // All of them first: a case may have moved from one notice of the file to another.
    for (const { asn } of changed) ctx.store.plans.clearUntouched(asn.asn)
    for (const incoming of changed) take(ctx, rules, ruleSet, incoming)
    return { ok: true, asns: answersOf(asns) }
  })
}

function incomingOf(ctx: StationContext, asn: Asn): Incoming {
  const newest = ctx.store.plans.newest(asn.asn)
  const before = newest ? (JSON.parse(newest.json) as Asn) : null
  return { asn, hash: planHash(asn), newest, before }
}

const isChanged = ({ newest, hash }: Incoming): boolean => newest?.hash !== hash

/** Adds the revision, its lines and its statement. A line that has begun keeps the decision that its events cite. */
function take(ctx: StationContext, rules: RuleSet, ruleSet: string, { asn, hash, newest }: Incoming): void {
  const { store, clock, identity } = ctx
  const t = clock.now()
  const revision = (newest?.revision ?? 0) + 1
  store.plans.addRevision({ asn: asn.asn, revision, hash, json: JSON.stringify(asn) }, t)
  const begun = new Set(store.plans.begunLines(asn.asn).map(lineKey))
  for (const line of asn.lines) {
    const name = { asn: asn.asn, line: line.line, lot: line.lot }
    const json = JSON.stringify(line)
    if (begun.has(lineKey(line))) store.plans.reviseLine(name, json, line.quantity)
    else {
      const decision = decide({
        line,
        asn,
        ruleSet: rules,
        ruleSetHash: ruleSet,
        at: t,
        history: noHistory,
      })
      store.plans.putLine({
        ...name,
        gtin: line.gtin,
        json,
        planned: line.quantity,
        verdict: decision.decision,
        decision: JSON.stringify(decision),
        decisionHash: decisionHash(decision),
        ruleSet,
      })
    }
    for (const sscc of line.ssccs) store.plans.putSscc(sscc, name)
  }
  appendRecord(
    ctx,
    'plan-accepted',
    {
      station: identity.issuer,
      t,
      asn: asn.asn,
      revision,
      plan: hash,
      ruleSet,
      lines: asn.lines.length,
      operator: operatorOf(ctx, t),
    },
    t,
  )
}

function answersOf(asns: readonly Incoming[]): TakenAsn[] {
  let room = changesMax
  return asns.map((incoming) => {
    const { asn, before } = incoming
    const answer = { asn: asn.asn, lines: asn.lines.length }
    if (!before) return { ...answer, outcome: 'taken' }
    if (!isChanged(incoming)) return { ...answer, outcome: 'unchanged' }
    const diff = listChanges(diffPlans(before, asn), room)
    room -= diff.changes.length
    return { ...answer, outcome: 'revised', diff }
  })
}
