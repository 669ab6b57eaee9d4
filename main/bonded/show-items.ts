import type { z } from 'zod'
import { isOpenOrder } from '../../core/bonded/customs-order.ts'
import { type LotAccount, together, unitsIn, unitsLeft, unitsOut } from '../../core/bonded/lot-account.ts'
import type {
  AccountView,
  BondedItemAnswer,
  BondedItemsAnswer,
  BondedItemView,
  bondedFilter,
  CustomsOrdersAnswer,
} from '../../core/contract/bonded.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { PlanLine } from '../../core/plan/asn.ts'
import type { StationStore } from '../store/station-store.ts'
import { type Book, books } from './account-books.ts'
import { type LotNow, lotsOf } from './accounts.ts'
import type { EntryItem } from './bonded-store.ts'
import { closingsOf, isClosedForGood } from './closings.ts'
import type { CustomsHold } from './customs-holds.ts'
import { lotsHeld } from './customs-orders.ts'

type Source = Pick<StationStore, 'bonded'>
export type BondedFilter = z.infer<typeof bondedFilter>

/** Items that are shown at once; a filter finds the others. */
const ITEMS_MAX = 100
/** Items that a filter looks through. */
const ITEMS_READ_MAX = 1_000
/** Items that one file for customs holds. */
const EXPORTED_MAX = 100_000
const ORDERS_MAX = 200

/** Items of customs' entries with their balances, in order of entry and item. */
export function listItems(
  store: Source,
  { book, asn, state }: BondedFilter,
  max = ITEMS_MAX,
): BondedItemsAnswer {
  const all = books(store)
  const wanted = book === null ? null : new Set(all.find((other) => other.book === book)?.entries ?? [])
  const limit = max === ITEMS_MAX ? ITEMS_READ_MAX : EXPORTED_MAX
  const read = state === 'held' ? itemsOrdered(store, asn, limit) : store.bonded.items(asn, limit)
  const found = read.filter(({ customsEntry }) => wanted === null || wanted.has(customsEntry))
  const items: BondedItemView[] = []
  for (const { customsEntry, entryItem } of found) {
    if (items.length > max) break
    const item = itemView(store, lotsOf(store, customsEntry, entryItem), all)
    if (item && (state === null || item.state === state)) items.push(item)
  }
  return {
    format: 'bondmark/bonded-items/1',
    items: items.slice(0, max),
    books: all.map((one) => ({ ...one, entries: [...one.entries] })),
    more: items.length > max || found.length >= ITEMS_READ_MAX,
  }
}

/**
 * Items of the notices that open orders of customs concern: only these can be held, and they are few beside all that a
 * station has. In order of entry and item, at most `limit` of them.
 */
function itemsOrdered({ bonded }: Source, asn: string | null, limit: number): EntryItem[] {
  const notices = new Set(
    bonded
      .openOrders()
      .flatMap(({ scope }) => (scope.asn === null ? bonded.noticesIn(scope.container ?? '') : [scope.asn])),
  )
  return bonded.itemsIn(
    [...notices].filter((notice) => asn === null || notice === asn),
    limit,
  )
}

/** One item with its lots and every movement. Throws `bonded-item-missing`. */
export function showItem(store: Source, customsEntry: string, entryItem: string): BondedItemAnswer {
  const lots = lotsOf(store, customsEntry, entryItem)
  const item = itemView(store, lots, books(store))
  if (!item) throw new BondmarkError('bonded-item-missing', { entry: customsEntry, item: entryItem })
  return {
    format: 'bondmark/bonded-item/1',
    item,
    lots: lots.map(({ of, account, facts, arriving, lines }) => ({
      ...of,
      ...facts,
      arriving,
      account: viewOf(account),
      lines: lines.map(({ asn, line, closedAt }) => ({ asn, line, closedAt })),
    })),
    moves: lots
      .flatMap(({ moves }) => moves)
      .sort((a, b) => a.statement - b.statement || a.part - b.part)
      .map(({ id, part: _, statement: __, details, ...move }) => ({
        ...move,
        ...details,
        epcs: [...details.epcs],
        statement: id,
      })),
    closed: closingsOf(store, customsEntry, entryItem).map(({ t, id }) => ({ t, statement: id })),
  }
}

const viewOf = ({ in: came, out, told, left }: LotAccount): AccountView => ({
  in: { ...came },
  out: { ...out },
  told: { ...told },
  left: { ...left },
})

const holdView = ({ order, scope, since, deadline, state }: CustomsHold) => ({
  order,
  scope,
  since,
  deadline,
  state,
})

function itemView(store: Source, lots: readonly LotNow[], all: readonly Book[]): BondedItemView | null {
  const [first] = lots
  const line = lots.flatMap((lot) => lot.lines)[0]
  if (!first || !line) return null
  const { customsEntry, entryItem } = first.of
  const plan = JSON.parse(line.json) as PlanLine
  const account = together(lots.map((lot) => lot.account))
  const book = all.find(({ entries }) => entries.includes(customsEntry)) ?? null
  const holds = new Map(lots.flatMap((lot) => lot.holds).map((hold) => [hold.order, hold]))
  const sum = (of: (lot: LotNow) => number) => lots.reduce((total, lot) => total + of(lot), 0)
  const isClosed = lots.every((lot) => isClosedForGood(store, lot))
  const arriving = sum((lot) => lot.arriving)
  const hasBegun = arriving > 0 || unitsIn(account) > 0 || lots.some(({ facts }) => facts.openLines === 0)
  return {
    customsEntry,
    entryItem,
    book: book?.book ?? null,
    mode: book?.mode ?? store.bonded.doorsOf(line.asn)?.mode ?? '',
    company: book?.company ?? null,
    asns: [...new Set(lots.flatMap((lot) => lot.lines.map(({ asn }) => asn)))],
    gtins: [...new Set(lots.map(({ of }) => of.gtin))],
    nameEn: plan.nameEn,
    nameZh: plan.nameZh,
    hsCode: plan.hsCode,
    origin: plan.origin,
    unit: 'piece',
    announced: sum(({ facts }) => facts.announced),
    arriving,
    totalIn: unitsIn(account),
    totalOut: unitsOut(account),
    totalLeft: unitsLeft(account),
    account: viewOf(account),
    state: isClosed ? 'closed' : holds.size > 0 ? 'held' : hasBegun ? 'open' : 'announced',
    holds: [...holds.values()].map(holdView),
  }
}

/** Customs' orders, those that are open first, with what each holds. */
export function listOrders(store: StationStore): CustomsOrdersAnswer {
  return {
    format: 'bondmark/customs-orders/1',
    orders: store.bonded.orders(ORDERS_MAX).map(({ number, scope, t, deadline, state, id }) => {
      const lots = isOpenOrder(state) ? lotsHeld({ store }, number) : []
      return {
        order: number,
        scope,
        since: t,
        deadline,
        state,
        held: lots.reduce((total, { units }) => total + units, 0),
        lots: lots.map(({ lot, units }) => ({ ...lot.of, held: units })),
        statement: id,
      }
    }),
  }
}
