import { type RuleSet, ruleSetHash } from '../../core/decision/rule-set.ts'
import { FoundProblems } from '../../core/plan/plan-problem.ts'
import { refusePlan } from '../../core/plan/read-plan.ts'
import type { DecidedBy, ImportAnswer } from '../plan-import/plan-imports.ts'
import type { PreparedPlan } from '../plan-import/prepare-plan.ts'
import { demandOfPlan } from '../release/demand-of-plan.ts'
import { isMoreKnown, unsettle } from '../release/history-mark.ts'
import type { IncomingAsn, IncomingPlan } from '../store/incoming-plan.ts'
import { appendRecord } from './append-statement.ts'
import type { StationContext } from './context.ts'
import { type BegunOfAsn, begunOfRevised, planFindings } from './plan-standing.ts'

/** A plan that is ready to be taken. */
export interface TakenPlan {
  /** The file that it was prepared in. */
  readonly incoming: string
  readonly prepared: Extract<PreparedPlan, { ok: true }>
  /** What it was decided by. */
  readonly by: DecidedBy
  /** Whether it is taken although more is known by now. */
  readonly isLast: boolean
  readonly fileName: string
  /** Who asked for it, as statements call them. */
  readonly operator: string
}

/**
 * Takes a prepared plan whole or not at all: every ASN, its decisions and the statement that it was accepted, in one
 * transaction. The same content again changes nothing; other content is a new revision, refused when it would rewrite
 * what has happened on a line already (docs/formats/plan.md, "Revisions"). Null, and nothing is taken, when it was decided by
 * rules that are not in force any more, or by less than is known now: it is to be decided anew. Of one that has been several times
 * already every line is looked at again once it is there, and before its goods go on.
 */
export function takePlan(
  ctx: StationContext,
  inForce: RuleSet,
  { incoming: file, prepared, by: { rules, mark }, isLast, fileName, operator }: TakenPlan,
): ImportAnswer | null {
  const isBehind = isMoreKnown(ctx, mark)
  if (rules !== inForce || (isBehind && !isLast)) return null
  const { store, clock } = ctx
  return store.withIncoming(file, (incoming) =>
    store.transaction(() => {
      const changed = incoming.asns()
      const begun = begunOfRevised(store.plans, changed)
      const found = FoundProblems.of(...planFindings(incoming, begun))
      if (found.total > 0) return refusePlan(fileName, found)
      if (changed.length > 0) {
        const ruleSet = ruleSetHash(rules)
        const t = clock.now()
        store.plans.putRuleSet(ruleSet, JSON.stringify(rules))
        reviseBegun(ctx, incoming, begun)
        // Everything old first: a case may have moved from one notice of the file to another.
        incoming.clearUntouched()
        incoming.putIn(ruleSet, t)
        for (const asn of changed) {
          stateAccepted(ctx, asn, ruleSet, operator, t)
          demandOfPlan(ctx, asn.asn, t)
        }
        if (isBehind) unsettle(ctx)
      }
      return { ok: true, report: prepared.report, asns: prepared.asns }
    }),
  )
}

/** A line that has begun keeps the decision that its events cite. */
function reviseBegun({ store }: StationContext, incoming: IncomingPlan, begun: BegunOfAsn): void {
  for (const [{ asn }, lines] of begun) {
    for (const { plan } of lines) {
      const name = { asn, line: plan.line, lot: plan.lot }
      const now = incoming.line(name)
      if (now) store.plans.reviseLine(name, now)
    }
  }
}

function stateAccepted(
  ctx: StationContext,
  { asn, revision, hash, lines }: IncomingAsn,
  ruleSet: string,
  operator: string,
  t: string,
): void {
  const record = { station: ctx.identity.issuer, t, asn, revision, plan: hash, ruleSet, lines, operator }
  appendRecord(ctx, 'plan-accepted', record, t)
}
