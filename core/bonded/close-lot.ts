import type { Failure } from '../errors/bondmark-error.ts'
import { type LotAccount, nameOf, overOpen, unitsIn, unitsLeft, unitsOut } from './lot-account.ts'
import { type BondedLot, type GoodsState, goodsStates } from './movement.ts'

/** What the plan, its lines and customs' orders say of a lot. */
export interface LotFacts {
  /** Units of the plan in force. */
  readonly announced: number
  /** Announced units that lines were closed without: missing (短). */
  readonly short: number
  /** Announced units that other stations of the warehouse answer for. */
  readonly elsewhere: number
  /** Lines of the lot that are not closed. */
  readonly openLines: number
  /** Orders of customs that hold it. */
  readonly openOrders: number
}

/** What a person has counted (盘点), by state; null when nobody has. */
export type Counted = Readonly<Record<GoodsState, number>> | null

/**
 * Why the account of a lot cannot be closed, each reason with its numbers; empty: it closes. It closes when
 *
 * announced = received + short + elsewhere + not admitted,
 * what came beyond the plan is settled, nothing is open at its lines or with customs,
 * and what was counted is what is left, state by state.
 *
 * @param isForGood an item ends when nothing is left of it; a period ends with what is carried over
 */
export function whyLotNotClosed(
  lot: BondedLot,
  account: LotAccount,
  facts: LotFacts,
  counted: Counted,
  isForGood: boolean,
): Failure[] {
  const name = nameOf(lot)
  const failures: Failure[] = []
  const why = (code: Failure['code'], detail: Readonly<Record<string, string | number>>) =>
    failures.push({ code, detail: { ...name, ...detail } })
  // A period goes on over lines and orders that are still open; an item ends with them.
  if (isForGood && facts.openLines > 0) why('close-lines-open', { lines: facts.openLines })
  if (isForGood && facts.openOrders > 0) why('close-orders-open', { orders: facts.openOrders })
  const received = account.in.received + account.in['received-damaged']
  const { announced, short, elsewhere } = facts
  const explained = received + short + elsewhere + account.told['not-admitted']
  if (explained !== announced && (isForGood || facts.openLines === 0))
    why('close-announced-differs', { announced, explained, difference: announced - explained })
  if (overOpen(account) > 0) why('close-over-open', { over: overOpen(account) })
  if (counted === null) why('close-not-counted', { left: unitsLeft(account) })
  else
    for (const state of goodsStates)
      if (counted[state] !== account.left[state])
        why('close-counted-differs', {
          state,
          left: account.left[state],
          counted: counted[state],
          difference: counted[state] - account.left[state],
        })
  if (isForGood && unitsLeft(account) > 0) why('close-goods-left', { left: unitsLeft(account) })
  return failures
}

/** Whether in − out = left: a movement cannot break it, so a false answer is damage. */
export const addsUp = (account: LotAccount): boolean =>
  unitsIn(account) - unitsOut(account) === unitsLeft(account) &&
  Object.values(account.left).every((units) => units >= 0)
