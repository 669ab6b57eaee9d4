import type { KeyPress } from '../../core/contract/key-press.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { StockKind } from '../../core/stock/stock-kinds.ts'
import type { StationContext } from '../station/context.ts'
import type { Desk } from '../station/desk.ts'
import { type Outcome, say } from '../station/outcome.ts'
import type { Person } from '../store/people.ts'
import type { NewStockMove } from './stock-moves.ts'
import { stockOfShift } from './stock-of-shift.ts'

type Press<Key extends KeyPress['key']> = Extract<KeyPress, { key: Key }>

/** Which labels a kind of stock is printed for; overlays go into no printer. */
const labelsOf = { 'unit-label': 'unit', 'case-label': 'case', overlay: null } as const

/**
 * A roll or pack that was handed to the station. With `load` it goes into the printer for its labels at once. Throws
 * `stock-known` for a number that was issued before, `stock-unlike` for what its wrapper cannot say, and those of
 * `loadStock`.
 */
export function issueStock(ctx: StationContext, desk: Desk, press: Press<'issue-stock'>): Outcome {
  const { roll, kind, count, process, cover, load } = press
  if (ctx.store.stock.issued(roll)) throw new BondmarkError('stock-known', { roll })
  const isLabels = kind !== 'overlay'
  if (isLabels !== (process !== undefined && cover !== undefined) || (!isLabels && load === true))
    throw new BondmarkError('stock-unlike', { roll, kind })
  move(ctx, desk, { move: 'issue', kind, count, roll, process: process ?? null, cover: cover ?? null })
  if (load) return loadStock(ctx, desk, { key: 'load-stock', roll })
  return done(say('stock-issued', { roll, count }))
}

/** A roll that was put into the printer for its labels. Throws `stock-unknown`, `stock-unlike`, `label-waits-no-printer`. */
export function loadStock(ctx: StationContext, desk: Desk, { roll }: Press<'load-stock'>): Outcome {
  const issued = ctx.store.stock.issued(roll)
  if (!issued) throw new BondmarkError('stock-unknown', { roll })
  const labels = labelsOf[issued.kind]
  if (labels === null) throw new BondmarkError('stock-unlike', { roll, kind: issued.kind })
  const printer = ctx.printerOf(labels)
  if (!printer) throw new BondmarkError('label-waits-no-printer', { kind: labels })
  const { kind, count, process, cover } = issued
  move(ctx, desk, { move: 'load', kind, count, roll, process, cover, printer: printer.id })
  return done(say('stock-loaded', { roll, printer: printer.name }))
}

/** Pieces that were destroyed before a witness. Throws `stock-not-kept`, `stock-too-many`. */
export function destroyStock(ctx: StationContext, desk: Desk, press: Press<'destroy-stock'>): Outcome {
  const { kind, count, reason, witness } = press
  const expected = expectedOf(ctx, kind)
  if (count > expected) throw new BondmarkError('stock-too-many', { count, expected })
  move(ctx, desk, { move: 'destroy', kind, count, reason, witness })
  return done(say('stock-destroyed', { count, witness }))
}

/**
 * What is left by a person's count. A difference needs its reason, and the badge of a supervisor, signed in or beside.
 * Throws `stock-not-kept`, `stock-reason-needed`, `stock-needs-supervisor`.
 */
export function countStock(
  ctx: StationContext,
  desk: Desk,
  press: Press<'count-stock'>,
  approver: Person | null,
): Outcome {
  const { kind, left, reason } = press
  const expected = expectedOf(ctx, kind)
  const difference = left - expected
  const vouching = approver ?? (desk.person ? ctx.store.people.get(desk.person) : null)
  if (difference !== 0) {
    if (!reason) throw new BondmarkError('stock-reason-needed', { expected, left, difference })
    if (!vouching || vouching.role === 'operator')
      throw new BondmarkError('stock-needs-supervisor', { expected, left, difference })
  }
  const badge = vouching?.badge ?? ''
  move(ctx, desk, { move: 'count', kind, count: left, expected, badge, reason: reason ?? null })
  return done(
    difference === 0 ? say('stock-agrees', { left }) : say('stock-differs', { expected, left, difference }),
  )
}

/** Nothing of goods or labels was done, so nothing is green. */
const done = (sentence: Failure): Outcome => ({
  kind: 'ready',
  sentence,
  next: say('next-go-on'),
  recent: 'note',
  desk: {},
})

function expectedOf({ store }: StationContext, kind: StockKind): number {
  const expected = stockOfShift(store).find((stock) => stock.kind === kind)?.expected ?? null
  if (expected === null) throw new BondmarkError('stock-not-kept', { kind })
  return expected
}

function move(
  { store, clock }: StationContext,
  desk: Desk,
  moved: Pick<NewStockMove, 'move' | 'kind' | 'count'> & Partial<NewStockMove>,
): void {
  const shift = store.shifts.current()?.n ?? null
  store.stock.add({ shift, t: clock.now(), badge: desk.person ?? '', ...moved })
}
