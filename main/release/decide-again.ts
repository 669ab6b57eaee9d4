import { decide } from '../../core/decision/decide.ts'
import { type Decision, decisionHash } from '../../core/decision/decision.ts'
import { type Demand, demandsOf } from '../../core/decision/demand.ts'
import type { Question } from '../../core/decision/question.ts'
import { type RuleSet, ruleSetHash } from '../../core/decision/rule-set.ts'
import type { Because } from '../../core/release/release-records.ts'
import { nonconformantOf } from '../../core/release/waivable.ts'
import { appendRecord } from '../station/append-statement.ts'
import type { StationContext } from '../station/context.ts'
import { nameOf, planOf } from '../station/planned-line.ts'
import type { LineName, StoredLine } from '../store/plans.ts'
import { askAgencies } from './ask-agencies.ts'
import { historyOf } from './history-of.ts'
import { keepDemands } from './line-demands.ts'
import { lookAgain } from './look-again.ts'
import { plannedNotice } from './planned-notice.ts'
import { withOverrides } from './with-overrides.ts'

/** What became of lines that were decided again. */
export interface DecidedAgain {
  readonly looked: number
  readonly changed: number
  /** Notices that were released by it. */
  readonly released: readonly string[]
}

/** The rules that a line is decided by, and their hash. */
export type RulesOfLine = (line: StoredLine) => { readonly rules: RuleSet; readonly hash: string }

interface DecidingAgain {
  /** A supervisor's signed statement, base64url, where it is that. */
  readonly word?: string
  /** Those in force, where nothing else is said. */
  readonly rulesOf?: RulesOfLine
}

/** What is cited must be on record: the rules may have come into force since the plan was taken. */
function rulesInForce({ store, rules: inForce }: StationContext): RulesOfLine {
  const rules = inForce()
  const of = { rules, hash: ruleSetHash(rules) }
  store.plans.putRuleSet(of.hash, JSON.stringify(rules))
  return () => of
}

/**
 * Decides lines again with all that is known now, in the transaction of what has come in: a conclusion, figures, rules, a
 * supervisor's word. A line whose verdict or reasons change has a statement that says so, and what follows cites the new
 * decision; what its events have cited stays cited. Then its notice is looked at again. Closed lines stay as they are.
 */
export function decideAgain(
  ctx: StationContext,
  names: readonly LineName[],
  because: Because,
  { word, rulesOf }: DecidingAgain = {},
): DecidedAgain {
  const { store } = ctx
  const by = rulesOf ?? rulesInForce(ctx)
  const asns = new Set<string>()
  const fresh = new Map<string, Demand[]>()
  let changed = 0
  for (const name of names) {
    const line = store.plans.line(name)
    if (!line || line.closedAt !== null) continue
    asns.add(name.asn)
    const question = questionNow(ctx, line, by(line))
    const decided = withOverrides(decide(question), store.releases.words(name.asn), question)
    const demands = keepDecision(ctx, line, decided, because, word)
    if (!demands) continue
    changed++
    fresh.set(name.asn, [...(fresh.get(name.asn) ?? []), ...demands])
  }
  for (const [asn, demands] of fresh) askAgencies(ctx, asn, demands)
  const released = [...asns].filter((asn) => lookAgain(ctx, asn, because))
  return { looked: names.length, changed, released }
}

/** What the rules in force say of a line, with all that is known now and before supervisors' words count. Nothing is kept. */
export function decisionNow(ctx: StationContext, line: StoredLine): Decision {
  const rules = ctx.rules()
  return decide(questionNow(ctx, line, { rules, hash: ruleSetHash(rules) }))
}

/** What is asked of a line now, with all that is known. */
export function questionNow(
  ctx: StationContext,
  line: StoredLine,
  { rules, hash }: { readonly rules: RuleSet; readonly hash: string },
): Question {
  const plan = planOf(line)
  const { db } = ctx.store.releases
  const notice = plannedNotice(db, line.asn)
  const history = historyOf({ db, catalogue: ctx.catalogue }, plan, notice.head)
  return {
    ...{ line: plan, asn: notice.head, lotSize: notice.lotSizeOf(plan) },
    ...{ ruleSet: rules, ruleSetHash: hash, at: ctx.clock.now(), history },
  }
}

/** Null when it is the decision of before. Another one is stated; the demands that are new with it are answered. */
function keepDecision(
  ctx: StationContext,
  line: StoredLine,
  decided: Decision,
  because: Because,
  word: string | undefined,
): Demand[] | null {
  const { store, identity, clock } = ctx
  const hash = decisionHash(decided)
  if (hash === line.decisionHash || asksTheSame(line, decided, because)) return null
  const t = clock.now()
  const stored = {
    verdict: decided.decision,
    decision: JSON.stringify(decided),
    decisionHash: hash,
    ruleSet: decided.ruleSet,
  }
  store.plans.decide(line, stored)
  const demands = keepDemands(store.releases, { ...nameOf(line), ...stored }, t, endedBy(because))
  const record = {
    station: identity.issuer,
    t,
    ...nameOf(line),
    before: line.decisionHash,
    decision: decided.decision,
    decisionHash: hash,
    ruleSet: decided.ruleSet,
    because,
    ...(word !== undefined && { word }),
  }
  appendRecord(ctx, 'line-decided', record, t)
  return demands
}

/**
 * What another lot's inspection came to may change how severely the next lots are sampled (ISO 2859-1, 9.3): never how this
 * one is, which was asked for already. That something did not conform is news.
 */
function asksTheSame(line: StoredLine, decided: Decision, { kind }: Because): boolean {
  if (kind !== 'conclusion' || line.verdict !== 'hold' || decided.decision !== 'hold') return false
  const before = JSON.parse(line.decision) as Decision
  const namesOf = (of: Decision) => JSON.stringify([demandsOf(of).map(({ id }) => id), nonconformantOf(of)])
  return demandsOf(before).length > 0 && namesOf(before) === namesOf(decided)
}

/** How a demand ends that a new decision no longer makes. Under other rules or another plan it was never met. */
function endedBy({ kind }: Because): 'met' | 'overridden' | 'gone' {
  if (kind === 'override') return 'overridden'
  return kind === 'conclusion' || kind === 'report' ? 'met' : 'gone'
}
