import type { Decision } from '../../core/decision/decision.ts'
import { type Demand, demandsOf } from '../../core/decision/demand.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { REASON_MIN } from '../../core/release/supervisor-word.ts'
import { waivableOf } from '../../core/release/waivable.ts'
import { customsHolds } from '../bonded/customs-holds.ts'
import type { StationContext } from '../station/context.ts'
import { openLine } from '../station/shift.ts'
import type { LineName, StoredLine } from '../store/plans.ts'
import { type DecidedAgain, decideAgain, decisionNow } from './decide-again.ts'
import { lookAgain } from './look-again.ts'
import { type Sayer, signedWord, wordText } from './signed-word.ts'
import { isHeldByPerson } from './why-held.ts'

/** What a supervisor asks for, and why. */
export interface Asked extends LineName {
  readonly reason: string
}

function demandReason(reason: string): void {
  if (reason.trim().length < REASON_MIN)
    throw new BondmarkError('release-reason-short', { min: REASON_MIN, length: reason.trim().length })
}

/**
 * A supervisor lets goods go on without what was demanded of them: their signed word waives every open demand of the line,
 * which is decided again and says so for good. Customs' orders are not theirs to waive, and what holds without a demand is
 * answered by other rules or another plan. Throws `line-…`, `release-reason-short`, `override-customs`, `override-nothing`.
 */
export function overrideDemands(ctx: StationContext, asked: Asked, by: Sayer): DecidedAgain {
  demandReason(asked.reason)
  const line = openLine(ctx, asked)
  const { store } = ctx
  const [order] = customsHolds(store.releases.db, line)
  if (order) throw new BondmarkError('override-customs', { ...named(line), order: order.order })
  const decided = JSON.parse(line.decision) as Decision
  const waivable = waivableOf(decided)
  if (!waivable) throw new BondmarkError('override-nothing', { ...named(line) })
  const word = signedWord(
    {
      format: 'bondmark/release-overridden/1',
      station: ctx.identity.issuer,
      t: ctx.clock.now(),
      ...named(line),
      reason: asked.reason.trim(),
      demands: [...new Set([...waivable.demands, ...sameNow(decided, decisionNow(ctx, line))])].sort(),
      conclusions: [...waivable.conclusions].sort(),
      decision: line.decisionHash,
    },
    by,
  )
  store.releases.addWord(word)
  return decideAgain(ctx, [line], { kind: 'override', id: word.id }, { word: wordText(word) })
}

/**
 * Ids that the rules in force give to what the line waits for. Rules that ask for the same leave a decision as it was, but a
 * demand is named by its rule set: the word must waive it under either name, or the line would wait for the same anew.
 */
function sameNow(decided: Decision, now: Decision): string[] {
  const nameOf = ({ kind, subject }: Demand) => JSON.stringify([kind, Object.entries(subject).sort()])
  const waitsFor = new Set(demandsOf(decided).map(nameOf))
  return demandsOf(now).flatMap((demand) => (waitsFor.has(nameOf(demand)) ? [demand.id] : []))
}

/**
 * A supervisor lifts the hold that somebody at the station has put on a line; what its decision or customs hold stays held.
 * Throws `line-…`, `release-reason-short`, `hold-not-by-person`.
 */
export function liftHold(ctx: StationContext, asked: Asked, by: Sayer): boolean {
  demandReason(asked.reason)
  const line = openLine(ctx, asked)
  if (!isHeldByPerson(line)) throw new BondmarkError('hold-not-by-person', { ...named(line) })
  const { store } = ctx
  const t = ctx.clock.now()
  const reason = asked.reason.trim()
  const word = signedWord(
    { format: 'bondmark/hold-lifted/1', station: ctx.identity.issuer, t, ...named(line), reason },
    by,
  )
  store.releases.addWord(word)
  store.plans.note(line, { kind: 'hold-lifted', quantity: 0, reason })
  return lookAgain(ctx, line.asn, { kind: 'hold-lifted', id: word.id })
}

const named = ({ asn, line, lot }: Pick<StoredLine, keyof LineName>): LineName => ({ asn, line, lot })
