import { setImmediate } from 'node:timers/promises'
import { decide } from '../../core/decision/decide.ts'
import { type Decision, decisiveReasons } from '../../core/decision/decision.ts'
import { demandsOf } from '../../core/decision/demand.ts'
import type { RuleSet } from '../../core/decision/rule-set.ts'
import type { Because } from '../../core/release/release-records.ts'
import { nonconformantOf } from '../../core/release/waivable.ts'
import { storedRules } from '../rules/counting-rules.ts'
import type { StationContext } from '../station/context.ts'
import { nameOf, planOf } from '../station/planned-line.ts'
import type { LineName, StoredLine } from '../store/plans.ts'
import { decideAgain, questionNow, type RulesOfLine } from './decide-again.ts'
import {
  type HistoryMark,
  isAboutAll,
  isMoreKnown,
  markNow,
  movedSince,
  settle,
  settledMark,
} from './history-mark.ts'
import { withOverrides } from './with-overrides.ts'

/** What of a station lines are looked at again by. */
export interface Settling {
  readonly ctx: StationContext
  readonly broken: unknown
  read<T>(question: (ctx: StationContext) => T): T
  write<T>(work: () => T): T
  changed(): void
}

/** Lines that are looked at before scans get their turn. */
const SLICE = 20
/** Looks at all lines in one go, when more is told while they are looked at; then the next round has its turn. */
const LOOKS_MAX = 5

/**
 * Whether the same follows from two decisions: the verdict, what is asked for, what holds goods, and under which conditions they go
 * on. What else reasons saw and said may differ, as a day or figures on the same side of their threshold: nothing is stated of it,
 * or every import would state something of every line.
 */
function sameFollows(a: Decision, b: Decision): boolean {
  const follows = (of: Decision) =>
    JSON.stringify([
      of.decision,
      demandsOf(of).map(({ id }) => id),
      nonconformantOf(of),
      of.decision === 'hold' ? decisiveReasons(of).map(({ said }) => said) : [],
      of.reasons.flatMap(({ saw: { conditions } }) => conditions ?? []),
    ])
  return follows(a) === follows(b)
}

/**
 * The rules that each line was decided by: what has become known since changes no rules, and lines that a newer set has left as
 * they were keep it (decision 0059).
 */
function ownRules(ctx: StationContext): RulesOfLine {
  const { store } = ctx
  const known = new Map<string, RuleSet>([[store.rules.inForce()?.hash ?? '', ctx.rules()]])
  return ({ ruleSet: hash }) => {
    const rules = known.get(hash) ?? storedRules(store, hash)
    known.set(hash, rules)
    return { rules, hash }
  }
}

/** Lines whose decisions say something else by now. Nothing is kept. */
function outdated(ctx: StationContext, lines: readonly StoredLine[], rulesOf: RulesOfLine): StoredLine[] {
  return lines.filter((line) => {
    const question = questionNow(ctx, line, rulesOf(line))
    const now = withOverrides(decide(question), ctx.store.releases.words(line.asn), question)
    return !sameFollows(JSON.parse(line.decision) as Decision, now)
  })
}

/**
 * Lines that are to be decided again, and with them what else there is of their lots in the same notice: an inspection of a lot is
 * asked for once, and its samples are drawn from all of it.
 */
function withLots(ctx: StationContext, lines: readonly StoredLine[], rulesOf: RulesOfLine): StoredLine[] {
  const lots = new Map(lines.map((line) => [JSON.stringify([line.asn, line.gtin, line.lot]), line]))
  return [...lots.values()].flatMap((line) => outdated(ctx, ctx.store.plans.judgedOfLot(line), rulesOf))
}

/** Why lines are looked at again. On another day the same rules say something else: nothing was met by that. */
const becauseOf = (from: HistoryMark, to: HistoryMark): Because => {
  const kind =
    from.catalogue !== to.catalogue ? 'report' : from.inspections !== to.inspections ? 'conclusion' : 'rules'
  return { kind, id: null }
}

/**
 * The line whose goods are in hand, decided by all that is known at this moment: while other open lines are still looked at again,
 * no goods go on by what was known before. Call it inside the scan's transaction.
 */
export function upToDate(ctx: StationContext, line: StoredLine): StoredLine {
  if (line.closedAt !== null || line.verdict === 'exempt' || line.verdict === 'refuse') return line
  const from = settledMark(ctx)
  if (!isMoreKnown(ctx, from)) return line
  const rulesOf = ownRules(ctx)
  if (outdated(ctx, [line], rulesOf).length === 0) return line
  decideAgain(ctx, withLots(ctx, [line], rulesOf), becauseOf(from, markNow(ctx)), { rulesOf })
  return ctx.store.plans.line(line) ?? line
}

/** Which lines may be decided otherwise since a mark: all after other goods data, else those that an inspection was about. */
function mayDiffer(ctx: StationContext, from: HistoryMark, to: HistoryMark): (line: StoredLine) => boolean {
  if (isAboutAll(from, to)) return () => true
  const moved = movedSince(ctx.store.releases.db, from)
  const [gtins, makers] = [new Set<string>(), new Set<string>()]
  let isContainer = false
  for (const { gtin, manufacturer, container } of moved) {
    if (gtin !== null) gtins.add(gtin)
    else if (manufacturer !== null) makers.add(manufacturer)
    isContainer ||= container !== null
  }
  // A container is of a notice, and few are looked into: whose it is, the decision asks.
  return (line) => isContainer || gtins.has(line.gtin) || makers.has(planOf(line).manufacturer)
}

/**
 * Looks at every open line again whose decision what has become known since may contradict: a few at a time between scans, each
 * slice in one transaction. Does nothing while every line is settled, or the date cannot be believed.
 */
export async function settleLines(station: Settling, closing: AbortSignal): Promise<void> {
  const { ctx } = station
  for (let look = 0; look < LOOKS_MAX; look++) {
    if (
      closing.aborted ||
      ctx.clock.refusal ||
      station.broken ||
      !station.read(() => isMoreKnown(ctx, settledMark(ctx)))
    )
      return
    await lookAtAll(station, closing)
  }
}

async function lookAtAll(station: Settling, closing: AbortSignal): Promise<void> {
  const { ctx } = station
  const { plans } = ctx.store
  const [from, to] = station.read(() => [settledMark(ctx), markNow(ctx)] as const)
  const isAsked = mayDiffer(ctx, from, to)
  const rulesOf = ownRules(ctx)
  let after: LineName | null = null
  for (;;) {
    const page: StoredLine[] = station.read(() => plans.judgedAfter(after, SLICE))
    const last = page.at(-1)
    if (!last) break
    after = nameOf(last)
    const stale = station.read(() => outdated(ctx, page.filter(isAsked), rulesOf))
    if (stale.length > 0)
      station.write(() => decideAgain(ctx, withLots(ctx, stale, rulesOf), becauseOf(from, to), { rulesOf }))
    await setImmediate()
    if (station.broken || closing.aborted) return
  }
  station.write(() => {
    // Lines that came in meanwhile and were decided by less are told by another mark.
    if (JSON.stringify(settledMark(ctx)) === JSON.stringify(from)) settle(ctx, to)
  })
  station.changed()
}
