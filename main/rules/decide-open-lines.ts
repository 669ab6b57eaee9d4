import { setImmediate } from 'node:timers/promises'
import { decide } from '../../core/decision/decide.ts'
import { type Decision, decisionHash } from '../../core/decision/decision.ts'
import { noHistory } from '../../core/decision/history.ts'
import { lotSizeOf } from '../../core/decision/question.ts'
import { type RuleSet, ruleSetHash } from '../../core/decision/rule-set.ts'
import type { Asn } from '../../core/plan/asn.ts'
import type { StationContext } from '../station/context.ts'
import { nameOf, planOf } from '../station/planned-line.ts'
import type { StoredLine } from '../store/plans.ts'

/** Lines that are decided before scans get their turn. */
const SLICE = 50

/** What a line was decided by, and what came of it. */
interface DecidedLine {
  readonly json: string
  readonly decision: Decision
  readonly hash: string
}

/** What became of open lines when other rules came into force. */
export interface LinesDecided {
  /** Lines on which nothing had happened: all of them are decided by the new set now. */
  readonly lines: number
  /** Of these, the ones that have another verdict now. */
  readonly changed: number
}

/**
 * Every line on which nothing has happened yet, decided by other rules: first beside the scans, a few at a time, and then
 * put in with one transaction. A line that has begun keeps the decision that its events cite.
 */
export class OpenLines {
  readonly #ctx
  readonly #rules: RuleSet
  readonly #hash: string
  readonly #decided = new Map<string, DecidedLine>()

  constructor(ctx: StationContext, rules: RuleSet) {
    this.#ctx = ctx
    this.#rules = rules
    this.#hash = ruleSetHash(rules)
  }

  /** Decides ahead what can be; writes nothing. */
  async prepare(): Promise<void> {
    const { plans } = this.#ctx.store
    let done = 0
    for (const asn of plans.asnsUntouched(this.#hash)) {
      const notice = this.#notice(asn)
      for (const line of plans.untouchedLines(asn, this.#hash)) {
        this.#decided.set(keyOf(line), this.#decide(notice, line))
        if (++done % SLICE === 0) await setImmediate()
      }
    }
  }

  /** Puts it in. Lines that have come or changed since are decided now. Call it inside the transaction that puts the rules in force. */
  apply(): LinesDecided {
    const { plans } = this.#ctx.store
    let [lines, changed] = [0, 0]
    for (const asn of plans.asnsUntouched(this.#hash)) {
      let notice: Asn | null = null
      for (const line of plans.untouchedLines(asn, this.#hash)) {
        const ahead = this.#decided.get(keyOf(line))
        if (ahead?.json !== line.json) notice ??= this.#notice(asn)
        const { decision, hash } =
          notice && ahead?.json !== line.json ? this.#decide(notice, line) : (ahead as DecidedLine)
        lines++
        if (decision.decision !== line.verdict) changed++
        plans.decideUntouched(nameOf(line), {
          verdict: decision.decision,
          decision: JSON.stringify(decision),
          decisionHash: hash,
          ruleSet: this.#hash,
        })
      }
    }
    return { lines, changed }
  }

  #notice(asn: string): Asn {
    const plan = this.#ctx.store.plans.newest(asn)
    if (!plan) throw new Error(`a line of no plan: ${asn}`)
    return JSON.parse(plan.json) as Asn
  }

  #decide(asn: Asn, stored: StoredLine): DecidedLine {
    const line = planOf(stored)
    const decision = decide({
      line,
      asn,
      lotSize: lotSizeOf(asn, line),
      ruleSet: this.#rules,
      ruleSetHash: this.#hash,
      at: this.#ctx.clock.now(),
      history: noHistory,
    })
    return { json: stored.json, decision, hash: decisionHash(decision) }
  }
}

const keyOf = ({ asn, line, lot }: StoredLine) => JSON.stringify([asn, line, lot])
