import { sha256 } from '@noble/hashes/sha2.js'
import type { z } from 'zod'
import type { ClosedLot } from '../../core/bonded/bonded-records.ts'
import { type Counted, whyLotNotClosed } from '../../core/bonded/close-lot.ts'
import { together } from '../../core/bonded/lot-account.ts'
import type { BondedLot } from '../../core/bonded/movement.ts'
import type { closeAccount } from '../../core/contract/bonded.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import type { Appended } from '../station/append-statement.ts'
import type { StationContext } from '../station/context.ts'
import { books } from './account-books.ts'
import { type LotNow, lotsOf } from './accounts.ts'
import { isClosedForGood, itemSubject } from './closings.ts'
import { type BondedSayer, noDetails, stateRecord } from './state-bonded.ts'

type Asked = Omit<z.infer<typeof closeAccount>, 'badge' | 'passcode'>

/** Lots that one closing states; a book's are named by their digest. */
const LOTS_OF_ITEM_MAX = 100
const LOTS_OF_BOOK_MAX = 20_000

export type Closed =
  | { readonly ok: true; readonly appended: Appended }
  | { readonly ok: false; readonly why: readonly Failure[] }

/**
 * 核销: an item for good, or the period of a book. It closes when every lot adds up by what was counted, and is answered by
 * every reason when it does not; then nothing is stated. Throws `bonded-item-missing`, `book-missing`, `book-empty`,
 * `bonded-too-many-lots`, `bonded-item-closed`.
 */
export function closeAccountOf(ctx: StationContext, by: BondedSayer, asked: Asked): Closed {
  const { of, counted } = asked
  const isItem = of.kind === 'item'
  const lots = isItem ? lotsOfItem(ctx, of.customsEntry, of.entryItem) : lotsOfBook(ctx, of.book)
  const max = isItem ? LOTS_OF_ITEM_MAX : LOTS_OF_BOOK_MAX
  if (lots.length > max) throw new BondmarkError('bonded-too-many-lots', { lots: lots.length, max })
  const countOf = (lot: BondedLot): Counted => {
    const row = counted.find((one) => isSameLot(one, lot))
    return row ? { sellable: row.sellable, held: row.held, damaged: row.damaged } : null
  }
  const why = lots.flatMap((lot) => whyLotNotClosed(lot.of, lot.account, lot.facts, countOf(lot.of), isItem))
  if (why.length > 0) return { ok: false, why }
  const closed = lots.map((lot) => closedLot(lot, countOf(lot.of)))
  const subject = isItem ? itemSubject(of.customsEntry, of.entryItem) : of.book
  const record = isItem
    ? { of: 'item', customsEntry: of.customsEntry, entryItem: of.entryItem, lots: closed }
    : {
        of: 'book',
        book: of.book,
        until: by.t,
        lots: closed.length,
        sums: sumsOf(lots),
        accounts: toHex(sha256(canonicalBytes(closed))),
      }
  const appended = stateRecord(ctx, by, 'bonded-closed', record, {
    subject: subject.slice(0, 120),
    details: noDetails,
  })
  ctx.store.bonded.addRecord(appended.n, 'close', subject, { of: of.kind, lots: closed.length })
  return { ok: true, appended }
}

const isSameLot = (one: BondedLot, other: BondedLot): boolean =>
  one.customsEntry === other.customsEntry &&
  one.entryItem === other.entryItem &&
  one.gtin === other.gtin &&
  one.lot === other.lot

function lotsOfItem({ store }: StationContext, entry: string, item: string): LotNow[] {
  const lots = lotsOf(store, entry, item)
  const [first] = lots
  if (!first) throw new BondmarkError('bonded-item-missing', { entry, item })
  if (lots.every((lot) => isClosedForGood(store, lot)))
    throw new BondmarkError('bonded-item-closed', { entry, item, gtin: first.of.gtin, lot: first.of.lot })
  return inOrder(lots)
}

function lotsOfBook({ store }: StationContext, number: string): LotNow[] {
  const book = books(store).find((other) => other.book === number)
  if (!book) throw new BondmarkError('book-missing', { book: number })
  const lots = book.entries.flatMap((entry) =>
    store.bonded.itemsOf(entry).flatMap((item) => lotsOf(store, entry, item)),
  )
  if (lots.length === 0) throw new BondmarkError('book-empty', { book: number })
  return inOrder(lots)
}

const inOrder = (lots: readonly LotNow[]): LotNow[] =>
  [...lots].sort((a, b) => {
    const [one, other] = [a, b].map(({ of }) =>
      JSON.stringify([of.customsEntry, of.entryItem, of.gtin, of.lot]),
    )
    return (one ?? '') < (other ?? '') ? -1 : 1
  })

function closedLot({ of, account, facts }: LotNow, counted: Counted): ClosedLot {
  const { announced, short, elsewhere } = facts
  const { in: came, out, told, left } = account
  return { ...of, announced, short, elsewhere, in: came, out, told, left, counted: { ...counted } }
}

function sumsOf(lots: readonly LotNow[]) {
  const { in: came, out, told, left } = together(lots.map(({ account }) => account))
  const sum = (of: (lot: LotNow) => number) => lots.reduce((total, lot) => total + of(lot), 0)
  return {
    announced: sum(({ facts }) => facts.announced),
    short: sum(({ facts }) => facts.short),
    elsewhere: sum(({ facts }) => facts.elsewhere),
    in: came,
    out,
    told,
    left,
  }
}
