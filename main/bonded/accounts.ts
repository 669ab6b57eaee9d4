import type { LotFacts } from '../../core/bonded/close-lot.ts'
import { concerns } from '../../core/bonded/customs-order.ts'
import {
  emptyAccount,
  isRefusedMovement,
  type LotAccount,
  nextAccount,
} from '../../core/bonded/lot-account.ts'
import type { BondedLot, Movement } from '../../core/bonded/movement.ts'
import type { StationStore } from '../store/station-store.ts'
import type { EntryLine, StoredMove } from './bonded-store.ts'
import type { CustomsHold } from './customs-holds.ts'

type Source = Pick<StationStore, 'bonded'>

/** A lot of an item with its account, as it stands in the store now. */
export interface LotNow {
  readonly of: BondedLot
  readonly lines: readonly EntryLine[]
  readonly account: LotAccount
  readonly facts: LotFacts
  /** Units that open lines have received so far: they enter the account when their line is closed. */
  readonly arriving: number
  /** Orders of customs that are open for it. */
  readonly holds: readonly CustomsHold[]
  readonly moves: readonly StoredMove[]
}

/**
 * The lots of an item: what their closed lines have received, and every movement since, in order. Throws RangeError when the
 * rows cannot have come about: damage, which fsck names.
 */
export function lotsOf({ bonded }: Source, customsEntry: string, entryItem: string): LotNow[] {
  const lots = new Map<string, { of: BondedLot; lines: EntryLine[] }>()
  const keyOf = ({ gtin, lot }: Pick<BondedLot, 'gtin' | 'lot'>) => `${gtin} ${lot}`
  const at = (gtin: string, lot: string) => {
    const key = keyOf({ gtin, lot })
    const found = lots.get(key) ?? { of: { customsEntry, entryItem, gtin, lot }, lines: [] }
    lots.set(key, found)
    return found
  }
  for (const line of bonded.lines(customsEntry, entryItem)) at(line.gtin, line.lot).lines.push(line)
  const moves = bonded.moves(customsEntry, entryItem)
  for (const { gtin, lot } of moves) at(gtin, lot)
  const open = bonded.openOrders()
  return [...lots.values()].map(({ of, lines }) => {
    const own = moves.filter((move) => keyOf(move) === keyOf(of))
    const account = accountOf([...receivedOn(of, lines), ...own])
    const holds = holdsOf({ bonded }, lines, open)
    return {
      of,
      lines,
      moves: own,
      account,
      holds,
      facts: factsOf(lines, holds),
      arriving: arrivingOn(lines),
    }
  })
}

/** One lot; null when the item has none of that name. Throws as `lotsOf`. */
export function lotNow(source: Source, of: BondedLot): LotNow | null {
  const lots = lotsOf(source, of.customsEntry, of.entryItem)
  return lots.find((found) => found.of.gtin === of.gtin && found.of.lot === of.lot) ?? null
}

function accountOf(movements: readonly Movement[]): LotAccount {
  return movements.reduce((account, movement) => {
    const next = nextAccount(account, movement)
    if (isRefusedMovement(next))
      throw new RangeError(`the account does not bear its own movements: ${next.code}`)
    return next
  }, emptyAccount)
}

/** Goods enter an account when their line is closed: from then on its numbers stand still. */
function receivedOn(of: BondedLot, lines: readonly EntryLine[]): Movement[] {
  const closed = lines.filter(({ closedAt }) => closedAt !== null)
  const damaged = sum(closed, (line) => line.damaged)
  const whole = sum(closed, (line) => line.received) - damaged
  const move = (kind: 'received' | 'received-damaged', quantity: number): Movement[] =>
    quantity > 0 ? [{ ...of, kind, quantity, state: null }] : []
  return [...move('received', whole), ...move('received-damaged', damaged)]
}

function holdsOf(
  { bonded }: Source,
  lines: readonly EntryLine[],
  open: readonly CustomsHold[],
): CustomsHold[] {
  if (open.length === 0) return []
  const isOf = (hold: CustomsHold, { asn, line, lot }: EntryLine) =>
    concerns(hold.scope, { asn, line, lot, container: hold.scope.container && bonded.containerOf(asn) })
  return open.filter((hold) => lines.some((line) => isOf(hold, line)))
}

function factsOf(lines: readonly EntryLine[], holds: readonly CustomsHold[]): LotFacts {
  const closed = lines.filter(({ closedAt }) => closedAt !== null)
  return {
    announced: sum(lines, (line) => line.planned),
    short: sum(closed, (line) => line.short),
    elsewhere: sum(closed, elsewhereOn),
    openLines: lines.length - closed.length,
    openOrders: holds.length,
  }
}

const elsewhereOn = ({ reasons }: EntryLine): number =>
  (JSON.parse(reasons) as { kind: string; quantity: number }[])
    .filter(({ kind }) => kind === 'elsewhere')
    .reduce((total, { quantity }) => total + quantity, 0)

const arrivingOn = (lines: readonly EntryLine[]): number =>
  sum(
    lines.filter(({ closedAt }) => closedAt === null),
    (line) => line.received,
  )

const sum = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + of(row), 0)
