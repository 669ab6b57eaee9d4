import type { z } from 'zod'
import type { BondedLot, Movement } from '../../core/bonded/movement.ts'
import type {
  adjustAccount,
  BondedGoodsAsked,
  destroyGoods,
  sendBack,
  shipGoods,
  takeBack,
} from '../../core/contract/bonded.ts'
import type { BondedFields, BondedGoods } from '../../core/epcis/bonded-fields.ts'
import { comingBackEvent } from '../../core/epcis/coming-back.ts'
import { destroyingEvent } from '../../core/epcis/destroying.ts'
import { leavingEvent } from '../../core/epcis/leaving.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Appended } from '../station/append-statement.ts'
import type { StationContext } from '../station/context.ts'
import { demandFreeToLeave } from './free-to-leave.ts'
import { type GoodsAtHand, goodsAtHand } from './goods-at-hand.ts'
import { basisOf, demandMovement, lotAtHand, subjectOf } from './lot-at-hand.ts'
import { type BondedSayer, noDetails, stateEvent, stateRecord } from './state-bonded.ts'

type Asked<Schema extends z.ZodType> = Omit<z.infer<Schema>, 'badge' | 'passcode'>

const lotOf = ({ customsEntry, entryItem, gtin, lot }: BondedLot): BondedLot => ({
  customsEntry,
  entryItem,
  gtin,
  lot,
})

/** The account must bear it: `demandMovement`. */
function demandGoods(
  ctx: StationContext,
  asked: BondedLot & { readonly goods: BondedGoodsAsked },
  kind: Movement['kind'],
  state: Movement['state'],
) {
  const lot = lotAtHand(ctx, asked)
  const from = kind === 'consumer-return' ? null : (state ?? 'sellable')
  const event = kind === 'destroyed' ? 'destroy' : kind === 'consumer-return' ? 'receive' : 'ship'
  const at = goodsAtHand(ctx, lot, asked.goods, { event, from })
  demandMovement(ctx, lot, { kind, ...lotOf(asked), quantity: at.quantity, state })
  return { lot, at }
}

/** Cases leave as they are; everything else is of units or a quantity. */
function loose({ goods }: GoodsAtHand): BondedGoods {
  if ('ssccs' in goods) throw new BondmarkError('bonded-cases-only-ship', {})
  return goods
}

const fieldsOf = (
  { customsEntry, entryItem, lot }: BondedLot,
  more: Partial<BondedFields>,
): BondedFields => ({
  customsEntry,
  entryItem,
  lot,
  ...more,
})

/** 出区: goods leave by a declared exit. Throws as `demandMovement`, `goodsAtHand`, `demandFreeToLeave`. */
export function ship(ctx: StationContext, by: BondedSayer, asked: Asked<typeof shipGoods>): Appended {
  const { lot, at } = demandGoods(ctx, asked, 'shipped', null)
  demandFreeToLeave(ctx, lot, asked.goods, at)
  const { document } = asked
  const basis = basisOf(ctx, lot, by)
  const appended = stateEvent(
    ctx,
    by,
    () => leavingEvent(basis, { ...fieldsOf(asked, { document }), goods: at.goods, way: 'shipped' }),
    { subject: null, details: { ...noDetails, document, epcs: at.epcs }, epcs: at.indexed },
  )
  ctx.store.bonded.putGone(at.epcs, { state: 'shipped', quality: null, statement: appended.n })
  return appended
}

/** 退运: goods go back to their sender, signed by a supervisor. Throws as `ship`. */
export function returnToSender(
  ctx: StationContext,
  by: BondedSayer,
  asked: Asked<typeof sendBack>,
): Appended {
  const { document, state, reason } = asked
  const { lot, at } = demandGoods(ctx, asked, 'returned-to-sender', state)
  const basis = basisOf(ctx, lot, by)
  const goods = loose(at)
  const appended = stateEvent(
    ctx,
    by,
    (approval) =>
      leavingEvent(basis, {
        ...fieldsOf(asked, { document, state, approval }),
        goods,
        way: 'returned',
        reason,
      }),
    {
      subject: subjectOf(asked),
      details: { ...noDetails, document, reason, epcs: at.epcs },
      epcs: at.indexed,
    },
  )
  ctx.store.bonded.putGone(at.epcs, { state: 'shipped', quality: null, statement: appended.n })
  return appended
}

/** 退货入区: a consumer's parcel comes back. Units must have left from here by their own names. Throws as `ship`. */
export function comeBack(ctx: StationContext, by: BondedSayer, asked: Asked<typeof takeBack>): Appended {
  const { document, state, reason } = asked
  const { lot, at } = demandGoods(ctx, asked, 'consumer-return', state)
  const basis = basisOf(ctx, lot, by)
  const goods = loose(at)
  const appended = stateEvent(
    ctx,
    by,
    () => comingBackEvent(basis, { ...fieldsOf(asked, { document, state }), goods, reason }),
    { subject: null, details: { ...noDetails, document, reason, epcs: at.epcs }, epcs: at.indexed },
  )
  ctx.store.bonded.putGone(at.epcs, { state: 'back', quality: state, statement: appended.n })
  return appended
}

/** 销毁: before a witness who is named, by a supervisor's own signature. Throws as `ship`. */
export function destroy(ctx: StationContext, by: BondedSayer, asked: Asked<typeof destroyGoods>): Appended {
  const { document, state, reason, witness } = asked
  const { lot, at } = demandGoods(ctx, asked, 'destroyed', state)
  // Two people: whoever signs cannot be the one who watched.
  if (
    [by.person.name, by.person.badge, by.person.pseudonym].some(
      (name) => name.toLowerCase() === witness.toLowerCase(),
    )
  )
    throw new BondmarkError('bonded-own-witness', { name: by.person.name })
  const basis = basisOf(ctx, lot, by)
  const goods = loose(at)
  const appended = stateEvent(
    ctx,
    by,
    (approval) =>
      destroyingEvent(basis, {
        goods,
        witness,
        reason,
        bonded: fieldsOf(asked, { document, state, approval }),
      }),
    {
      subject: subjectOf(asked),
      details: { ...noDetails, document, reason, witness, epcs: at.epcs },
      epcs: at.indexed,
    },
  )
  ctx.store.bonded.putGone(at.epcs, { state: 'destroyed', quality: null, statement: appended.n })
  return appended
}

const takesState: ReadonlySet<Movement['kind']> = new Set([
  'adjusted-in',
  'adjusted-out',
  'transferred-in',
  'transferred-out',
])

/**
 * 调整: a movement by customs' document, signed by a supervisor; also what answers a movement that was wrong. Throws
 * `bonded-adjustment-unlike`, `bonded-nothing-to-correct`, and as `demandMovement`.
 */
export function adjust(ctx: StationContext, by: BondedSayer, asked: Asked<typeof adjustAccount>): Appended {
  const { move, quantity, state, document, reason, corrects, book } = asked
  const isTransfer = move === 'transferred-in' || move === 'transferred-out'
  if (takesState.has(move) !== (state !== null) || isTransfer !== (book !== null))
    throw new BondmarkError('bonded-adjustment-unlike', { move })
  const lot = lotAtHand(ctx, asked)
  if (corrects !== null && !lot.moves.some(({ id, quantity: was }) => id === corrects && quantity <= was))
    throw new BondmarkError('bonded-nothing-to-correct', { statement: corrects.slice(0, 12) })
  demandMovement(ctx, lot, { kind: move, ...lotOf(asked), quantity, state })
  const record = { move, ...lotOf(asked), quantity, state, document, reason, corrects, book }
  const details = { ...noDetails, document, reason, corrects }
  return stateRecord(ctx, by, 'bonded-adjusted', record, { subject: subjectOf(asked), details })
}
