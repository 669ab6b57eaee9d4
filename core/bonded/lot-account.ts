import type { Failure } from '../errors/bondmark-error.ts'
import {
  type BondedLot,
  type GoodsState,
  type Movement,
  type MovementKind,
  movementEffects,
} from './movement.ts'

const incoming = ['received', 'received-damaged', 'consumer-return', 'transferred-in', 'adjusted-in'] as const
const outgoing = [
  'shipped',
  'returned-to-sender',
  'destroyed',
  'seized',
  'transferred-out',
  'adjusted-out',
] as const
const told = ['over', 'over-settled', 'not-admitted'] as const

/** The account of one lot: units that came in and went out by every way there is, and those that are left, by state. */
export interface LotAccount {
  readonly in: Readonly<Record<(typeof incoming)[number], number>>
  readonly out: Readonly<Record<(typeof outgoing)[number], number>>
  readonly told: Readonly<Record<(typeof told)[number], number>>
  readonly left: Readonly<Record<GoodsState, number>>
}

const zeros = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>

export const emptyAccount: LotAccount = {
  in: zeros(incoming),
  out: zeros(outgoing),
  told: zeros(told),
  left: zeros(['sellable', 'held', 'damaged']),
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0)

export const unitsIn = (account: LotAccount): number => sum(account.in)
export const unitsOut = (account: LotAccount): number => sum(account.out)
export const unitsLeft = (account: LotAccount): number => sum(account.left)
/** Units beyond the plan of which nobody has said yet what becomes of them. */
export const overOpen = ({ told }: LotAccount): number => told.over - told['over-settled']

/**
 * The account after a movement, or why there is none: `bonded-more-than-left`, `bonded-more-than-out` (consumers send back no
 * more than was sent out), `bonded-more-than-over`. No state ever goes below zero, and in − out = left by construction.
 *
 * @throws RangeError for a quantity that is no positive whole number, or a state that the kind does not take
 */
export function nextAccount(account: LotAccount, movement: Movement): LotAccount | Failure {
  const { kind, quantity, state } = movement
  if (!Number.isSafeInteger(quantity) || quantity < 1) throw new RangeError(`${quantity} units`)
  const [from, to] = placesOf(kind, state)
  const why = whyNot(account, movement, from)
  if (why !== null) return why
  const left = { ...account.left }
  if (from !== null) left[from] -= quantity
  if (to !== null) left[to] += quantity
  return {
    in: added(account.in, kind, quantity),
    out: added(account.out, kind, quantity),
    told: added(account.told, kind, quantity),
    left,
  }
}

function placesOf(kind: MovementKind, state: Movement['state']): [GoodsState | null, GoodsState | null] {
  const effect = movementEffects[kind]
  const isChosen = effect.from === 'chosen' || effect.to === 'chosen'
  if (isChosen !== (state !== null)) throw new RangeError(`${kind} of ${state ?? 'no'} state`)
  const place = (of: GoodsState | 'chosen' | null) => (of === 'chosen' ? state : of)
  return [place(effect.from), place(effect.to)]
}

function whyNot(account: LotAccount, movement: Movement, from: GoodsState | null): Failure | null {
  const { kind, quantity } = movement
  const refused = (code: Failure['code'], there: number, state: string): Failure | null =>
    quantity <= there ? null : { code, detail: { ...nameOf(movement), quantity, there, state } }
  if (from !== null) return refused('bonded-more-than-left', account.left[from], from)
  if (kind === 'consumer-return')
    return refused('bonded-more-than-out', account.out.shipped - account.in['consumer-return'], 'shipped')
  if (kind === 'over-settled') return refused('bonded-more-than-over', overOpen(account), 'over')
  return null
}

function added<Counts extends Readonly<Record<string, number>>>(
  counts: Counts,
  kind: string,
  quantity: number,
): Counts {
  return Object.hasOwn(counts, kind) ? { ...counts, [kind]: (counts[kind] ?? 0) + quantity } : counts
}

/** What words call a lot by. */
export const nameOf = ({ customsEntry, entryItem, gtin, lot }: BondedLot) => ({
  entry: customsEntry,
  item: entryItem,
  gtin,
  lot,
})

/** Accounts of several lots as one: an item's, a book's. */
export function together(accounts: readonly LotAccount[]): LotAccount {
  const both = <Name extends string>(
    one: Readonly<Record<Name, number>>,
    other: Readonly<Record<Name, number>>,
  ) =>
    Object.fromEntries(
      Object.keys(one).map((name) => [name, one[name as Name] + other[name as Name]]),
    ) as Record<Name, number>
  return accounts.reduce(
    (one, other) => ({
      in: both(one.in, other.in),
      out: both(one.out, other.out),
      told: both(one.told, other.told),
      left: both(one.left, other.left),
    }),
    emptyAccount,
  )
}

export const isRefusedMovement = (answer: LotAccount | Failure): answer is Failure => 'code' in answer
