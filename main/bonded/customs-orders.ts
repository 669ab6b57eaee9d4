import type { z } from 'zod'
import type { CustomsOrderEnded } from '../../core/bonded/bonded-records.ts'
import {
  type CustomsOrderEvent,
  type CustomsOrderState,
  type CustomsScope,
  concerns,
  nextCustomsOrderState,
} from '../../core/bonded/customs-order.ts'
import type { BondedLot } from '../../core/bonded/movement.ts'
import type { endOrder, noteOrder, takeOrder } from '../../core/contract/bonded.ts'
import { bizTransactionUri, despatchAdvice } from '../../core/epcis/biz-transaction.ts'
import { holdingEvent } from '../../core/epcis/holding.ts'
import { releasingEvent } from '../../core/epcis/releasing.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { lotClassEpc } from '../../core/gs1/epc.ts'
import { isRefused } from '../../core/lifecycle/transition.ts'
import { lookAgain } from '../release/look-again.ts'
import type { Appended } from '../station/append-statement.ts'
import type { StationContext } from '../station/context.ts'
import { type LotNow, lotsOf } from './accounts.ts'
import type { EntryLine, StoredOrder } from './bonded-store.ts'
import { basisOf, heldFor } from './lot-at-hand.ts'
import { type BondedSayer, noDetails, stateEvent, stateRecord } from './state-bonded.ts'

type Asked<Schema extends z.ZodType> = Omit<z.infer<Schema>, 'badge' | 'passcode'>

/**
 * Takes in an order of customs: from here on its goods go nowhere, and what of them is in accounts is held by events. Call it
 * inside a store transaction. Throws `customs-order-known`, `customs-order-of-nothing`.
 */
export function takeIn(ctx: StationContext, by: BondedSayer, asked: Asked<typeof takeOrder>): Appended[] {
  const { store } = ctx
  const { order, scope, deadline, document, reason } = asked
  if (store.bonded.order(order)) throw new BondmarkError('customs-order-known', { order })
  const lots = lotsConcerned(ctx, scope)
  if (lots.length === 0)
    throw new BondmarkError('customs-order-of-nothing', {
      order,
      subject: scope.asn ?? scope.container ?? '',
    })
  const record = { step: 'taken', order, scope, deadline, document, reason }
  const taken = stateRecord(ctx, by, 'customs-order', record, { subject: null, details: noDetails })
  store.bonded.addOrder({ number: order, statement: taken.n, t: by.t, scope, deadline, document })
  store.messages.add({ t: by.t, kind: 'customs-order-taken', body: { order, scope, deadline } })
  const held: Appended[] = []
  let wanted = scope.quantity ?? Number.POSITIVE_INFINITY
  for (const lot of lots) {
    const quantity = Math.min(wanted, lot.account.left.sellable)
    if (quantity < 1) continue
    wanted -= quantity
    held.push(hold(ctx, by, lot, { order, quantity }))
  }
  lookAtNotices(ctx, scope, taken.id)
  return [taken, ...held]
}

/** Notices that an order concerns wait for their release from now on, or wait no longer. */
function lookAtNotices(ctx: StationContext, { asn, container }: CustomsScope, id: string): void {
  const notices = asn === null ? ctx.store.bonded.noticesIn(container ?? '') : [asn]
  for (const notice of notices) lookAgain(ctx, notice, { kind: 'customs', id })
}

function hold(
  ctx: StationContext,
  by: BondedSayer,
  lot: LotNow,
  { order, quantity }: { order: string; quantity: number },
): Appended {
  const { gtin, lot: number } = lot.of
  const notices = [...new Set(lot.lines.map(({ asn }) => asn))]
  const bizTransactions = notices.map((asn) => despatchAdvice({ gln: ctx.profile.gln, number: asn }))
  const event = holdingEvent(basisOf(ctx, lot, by), {
    goods: { gtin, lot: number, quantity },
    reason: 'customs',
    bizTransactions,
    bonded: { ...lot.of, customsOrder: order },
  })
  const details = { ...noDetails, order }
  return stateEvent(ctx, by, () => event, { subject: null, details, epcs: [lotClassEpc(gtin, number)] })
}

/** What customs does meanwhile. Throws `customs-order-missing`, `customs-order-ended`. */
export function note(
  ctx: StationContext,
  by: BondedSayer,
  { order, note: said }: Asked<typeof noteOrder>,
): Appended {
  const next = nextState(orderAtHand(ctx, order), 'progress')
  const record = { step: 'progress', order, note: said }
  const stated = stateRecord(ctx, by, 'customs-order', record, { subject: null, details: noDetails })
  ctx.store.bonded.moveOrder(order, next, null)
  return stated
}

const eventOf = {
  released: 'release',
  'partly-released': 'release-partly',
  seized: 'seize',
} as const satisfies Record<string, CustomsOrderEvent>

/**
 * The end of an order, by customs' document and a supervisor's signature: what it held is set free by events, or kept by
 * customs and out of the account. Throws `customs-order-missing`, `customs-order-ended`, `customs-part-unlike`.
 */
export function end(ctx: StationContext, by: BondedSayer, asked: Asked<typeof endOrder>): Appended[] {
  const { store } = ctx
  const { order, result, document, documentHash } = asked
  const stored = orderAtHand(ctx, order)
  const next = nextState(stored, eventOf[result])
  const held = lotsHeld(ctx, order)
  const outcome = held.map(({ lot, units }) => ({ ...lot.of, ...shareOf(asked, lot.of, units) }))
  demandPart(asked, outcome)
  const record = { step: 'ended', order, result, document, documentHash, lots: outcome }
  const details = { ...noDetails, order, document }
  const ended = stateRecord(ctx, by, 'customs-order', record, { subject: order, details })
  store.bonded.moveOrder(order, next, ended.n)
  store.messages.add({ t: by.t, kind: 'customs-order-ended', body: { order, result, document } })
  const freed = held.flatMap(({ lot }, place) => {
    const quantity = outcome[place]?.released ?? 0
    return quantity > 0 ? [free(ctx, by, lot, asked, quantity)] : []
  })
  lookAtNotices(ctx, stored.scope, ended.id)
  return [ended, ...freed]
}

function free(
  ctx: StationContext,
  by: BondedSayer,
  lot: LotNow,
  asked: Asked<typeof endOrder>,
  quantity: number,
): Appended {
  const { order, document, documentHash } = asked
  const { gtin, lot: number } = lot.of
  const release = {
    type: 'cert',
    bizTransaction: bizTransactionUri({ gln: ctx.profile.gln, number: document }),
  }
  const basis = basisOf(ctx, lot, by)
  const draft = (approval: string | undefined) =>
    releasingEvent(basis, {
      goods: { gtin, lot: number, quantity },
      release,
      releaseHash: documentHash,
      bonded: { ...lot.of, customsOrder: order, document, approval },
    })
  const details = { ...noDetails, order, document }
  return stateEvent(ctx, by, draft, { subject: order, details, epcs: [lotClassEpc(gtin, number)] })
}

type Outcome = CustomsOrderEnded['lots'][number]

function shareOf(
  { result, released }: Asked<typeof endOrder>,
  of: BondedLot,
  units: number,
): Pick<Outcome, 'released' | 'seized'> {
  if (result === 'released') return { released: units, seized: 0 }
  if (result === 'seized') return { released: 0, seized: units }
  const named = released.find(
    (part) =>
      part.customsEntry === of.customsEntry &&
      part.entryItem === of.entryItem &&
      part.gtin === of.gtin &&
      part.lot === of.lot,
  )
  const quantity = named?.quantity ?? 0
  return { released: quantity, seized: units - quantity }
}

/** A part is more than nothing and less than all, of lots that are held. */
function demandPart({ order, result, released }: Asked<typeof endOrder>, outcome: readonly Outcome[]): void {
  const total = (of: 'released' | 'seized') => outcome.reduce((units, lot) => units + lot[of], 0)
  const isOk =
    result === 'partly-released'
      ? outcome.every(({ seized }) => seized >= 0) &&
        total('released') > 0 &&
        total('seized') > 0 &&
        total('released') === released.reduce((units, { quantity }) => units + quantity, 0)
      : released.length === 0
  if (!isOk)
    throw new BondmarkError('customs-part-unlike', { order, held: total('released') + total('seized') })
}

function nextState(stored: StoredOrder, event: CustomsOrderEvent): CustomsOrderState {
  const next = nextCustomsOrderState(stored.state, event, stored.number)
  if (isRefused(next)) throw new BondmarkError(next.code, next.detail)
  return next
}

function orderAtHand({ store }: StationContext, order: string): StoredOrder {
  const stored = store.bonded.order(order)
  if (!stored) throw new BondmarkError('customs-order-missing', { order })
  return stored
}

/** The lots of which an order holds units in their accounts. */
export function lotsHeld(
  { store }: Pick<StationContext, 'store'>,
  order: string,
): { lot: LotNow; units: number }[] {
  const items = store.bonded.itemsHeldBy(order)
  return items
    .flatMap(({ customsEntry, entryItem }) => lotsOf(store, customsEntry, entryItem))
    .map((lot) => ({ lot, units: heldFor(lot, order) }))
    .filter(({ units }) => units > 0)
}

/** Every lot that a scope concerns, in the order of plans. */
function lotsConcerned({ store }: StationContext, scope: Asked<typeof takeOrder>['scope']): LotNow[] {
  const notices = scope.asn === null ? store.bonded.noticesIn(scope.container ?? '') : [scope.asn]
  const isMeant = (line: EntryLine) =>
    concerns(scope, { asn: line.asn, line: line.line, lot: line.lot, container: scope.container })
  const lines = notices.flatMap((asn) => store.bonded.linesOf(asn)).filter(isMeant)
  const items = new Map(lines.map((line) => [JSON.stringify([line.customsEntry, line.entryItem]), line]))
  const isLine = (lot: LotNow) =>
    lines.some((line) =>
      lot.lines.some((own) => own.asn === line.asn && own.line === line.line && own.lot === line.lot),
    )
  return [...items.values()].flatMap(({ customsEntry, entryItem }) =>
    lotsOf(store, customsEntry, entryItem).filter(isLine),
  )
}
