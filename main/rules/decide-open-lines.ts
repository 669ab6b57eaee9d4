import { setImmediate } from 'node:timers/promises'
import { decide } from '../../core/decision/decide.ts'
import { type Decision, decisionHash } from '../../core/decision/decision.ts'
import { type Demand, demandsOf } from '../../core/decision/demand.ts'
import { type RuleSet, ruleSetHash } from '../../core/decision/rule-set.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { askAgencies } from '../release/ask-agencies.ts'
import { type HistoryMark, isMoreKnown, markNow } from '../release/history-mark.ts'
import { keepDemands } from '../release/line-demands.ts'
import { lookAgain } from '../release/look-again.ts'
import { plannedNotice } from '../release/planned-notice.ts'
import { type RememberedHistory, rememberHistory } from '../release/remember-history.ts'
import { withOverrides } from '../release/with-overrides.ts'
import type { StationContext } from '../station/context.ts'
import { planOf } from '../station/planned-line.ts'
import type { LineHead, LineName, StoredLine } from '../store/plans.ts'

/** Lines that are decided before scans get their turn. */
const SLICE = 50

/** What became of open lines when other rules came into force. */
export interface LinesDecided {
  /** Lines on which nothing had happened, and that the new set has decided. */
  readonly lines: number
  /** Of these, the ones that have another verdict now. */
  readonly changed: number
}

interface Decided {
  /** The plan's line that it was decided from. */
  readonly json: string
  /** Hash of the notice: who sells it and how large a lot is are not the line's own. */
  readonly notice: string
  /** Hash of the decision that it is to follow on. */
  readonly before: string
  /** Whether it waits for exactly what that one waited for. */
  readonly isTheSame: boolean
  readonly decision: Decision
  /** As it is stored: made ahead, because scans wait while it is put in. */
  readonly text: string
  readonly hash: string
}

/** A line as it is decided now. */
type DecidedLine = Pick<StoredLine, keyof LineName | 'verdict' | 'decision' | 'decisionHash' | 'ruleSet'>

/**
 * Every line on which nothing has happened yet, decided by other rules: first beside the scans, a few at a time, and then
 * put in with one transaction. A line that has begun keeps the decision that its events cite; and one on hold that waits for
 * exactly what it waited for before keeps its decision too, so that no agency is asked twice for the same.
 */
export class OpenLines {
  readonly #ctx
  readonly #rules: RuleSet
  readonly #hash: string
  readonly #ahead = new Map<string, Decided>()
  #mark: HistoryMark | null = null

  constructor(ctx: StationContext, rules: RuleSet) {
    this.#ctx = ctx
    this.#rules = rules
    this.#hash = ruleSetHash(rules)
  }

  /** Decides ahead what can be; writes nothing. */
  async prepare(): Promise<void> {
    const { plans } = this.#ctx.store
    this.#mark = markNow(this.#ctx)
    this.#ahead.clear()
    let done = 0
    let history = this.#historyNow()
    for (const asn of plans.asnsUntouched(this.#hash)) {
      for (const line of plans.untouchedLines(asn, this.#hash)) {
        this.#ahead.set(keyOf(line), this.#decide(line, history))
        if (++done % SLICE !== 0) continue
        await setImmediate()
        // Scans and results had their turn.
        history = this.#historyNow()
      }
    }
  }

  /** Whether nothing has become known since that lines were decided ahead by. */
  get isCurrent(): boolean {
    return this.#mark !== null && !isMoreKnown(this.#ctx, this.#mark)
  }

  /**
   * Puts the decisions in; lines that have come or changed since are decided now. Answers what they amount to, and what is to
   * be done next, once it is stated that the rules are in force: new demands, tasks, releases. Call both in that one transaction.
   */
  apply(): { readonly decided: LinesDecided; readonly follow: (t: string) => void } {
    const { plans } = this.#ctx.store
    const anew: DecidedLine[] = []
    const history = this.#historyNow()
    let changed = 0
    const notices = new Map<string, string | null>()
    for (const line of plans.untouchedHeads(this.#hash)) {
      if (!notices.has(line.asn)) notices.set(line.asn, plans.hashOf(line.asn))
      const made = this.#aheadOf(line, notices.get(line.asn) ?? null) ?? this.#now(line, history)
      const { decision, text, hash, isTheSame } = made
      if (isTheSame) continue
      if (decision.decision !== line.verdict) changed++
      const now = { verdict: decision.decision, decision: text, decisionHash: hash, ruleSet: this.#hash }
      plans.decide(line, now)
      anew.push({ asn: line.asn, line: line.line, lot: line.lot, ...now })
    }
    return { decided: { lines: anew.length, changed }, follow: (t) => this.#follow(anew, t) }
  }

  /** What was decided ahead, if the line is still what it was decided from. */
  #aheadOf(line: LineHead, notice: string | null): Decided | null {
    const made = this.#ahead.get(keyOf(line))
    const isSo = made?.json === line.json && made.before === line.decisionHash && made.notice === notice
    return isSo ? made : null
  }

  #now(name: LineName, history: RememberedHistory): Decided {
    const line = this.#ctx.store.plans.line(name)
    if (!line) throw new Error(`no such line: ${keyOf(name)}`)
    return this.#decide(line, history)
  }

  #follow(anew: readonly DecidedLine[], t: string): void {
    const { releases } = this.#ctx.store
    for (const [asn, lines] of Map.groupBy(anew, (line) => line.asn)) {
      const demanding = new Set(releases.linesDemanding(asn).map(keyOf))
      // Lines that wait for nothing, and did not before, are most.
      const concerned = lines.filter((line) => line.verdict === 'hold' || demanding.has(keyOf(line)))
      const fresh = concerned.flatMap((line) => keepDemands(releases, line, t, 'gone'))
      askAgencies(this.#ctx, asn, fresh)
      lookAgain(this.#ctx, asn, { kind: 'rules', id: this.#hash })
    }
  }

  #historyNow(): RememberedHistory {
    const { store, catalogue } = this.#ctx
    return rememberHistory({ db: store.releases.db, catalogue })
  }

  #decide(stored: StoredLine, history: RememberedHistory): Decided {
    const { store, clock } = this.#ctx
    const line = planOf(stored)
    const { hash: notice, head: asn, lotSizeOf } = plannedNotice(store.releases.db, stored.asn)
    const question = {
      line,
      asn,
      lotSize: lotSizeOf(line),
      ruleSet: this.#rules,
      ruleSetHash: this.#hash,
      at: clock.now(),
      history: history(line, asn),
    }
    const decision = withOverrides(decide(question), store.releases.words(stored.asn), question)
    const text = JSON.stringify(decision)
    return {
      ...{
        json: stored.json,
        notice,
        before: stored.decisionHash,
        isTheSame: waitsForTheSame(stored, decision),
      },
      ...{ decision, text, hash: decisionHash(decision, sha256Native) },
    }
  }
}

const keyOf = ({ asn, line, lot }: LineName) => JSON.stringify([asn, line, lot])

/** A demand's id is that of one rule set; what it asks for is the rest. */
const asked = (decision: Decision): string =>
  JSON.stringify(demandsOf(decision).map(({ kind, subject, sampling }: Demand) => [kind, subject, sampling]))

function waitsForTheSame(line: StoredLine, now: Decision): boolean {
  if (line.verdict !== 'hold' || now.decision !== 'hold') return false
  const before = JSON.parse(line.decision) as Decision
  return demandsOf(before).length > 0 && asked(before) === asked(now)
}
