import type { KeyPress } from '../../core/contract/key-press.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { ScannedSymbol } from '../../drivers/scanners/scanner.ts'
import { countStock, destroyStock, issueStock, loadStock } from '../stock/stock-keys.ts'
import type { Person } from '../store/people.ts'
import { closeCase, openCase } from './cases.ts'
import { acknowledgeClock, confirmClock } from './clock-keys.ts'
import { closeLine } from './close-line.ts'
import type { StationContext } from './context.ts'
import type { Desk } from './desk.ts'
import { chooseLabelOrder } from './label-order.ts'
import { operatorOf } from './operator.ts'
import { accepted, type Outcome, say } from './outcome.ts'
import { closePallet, openPallet } from './pallets.ts'
import type { PendingPins } from './reserve-label.ts'
import { takeSymbol } from './scan.ts'
import { closeShift, holdLine, openShiftFor, reportUnits } from './shift.ts'
import { takeApart, takeOut } from './take-by-scan.ts'
import { voidLabel } from './void-label.ts'

/** Every key but the seal, which has a signature to make first. */
export type PlainKey = Exclude<KeyPress, { key: 'seal' }>

/**
 * What a key does, inside its transaction. `person` is whose badge and passcode came with it. Throws what the use case
 * refuses, `sign-in-first`, `stop-first`, `clock-…`.
 */
export function takeKey(
  ctx: StationContext,
  pins: PendingPins,
  desk: Desk,
  press: PlainKey,
  person: Person | null,
): Outcome {
  if (press.key === 'sign-in' && person) return keepingStop(desk, openShiftFor(ctx, person))
  if (press.key === 'confirm-clock' && person) return confirmClock(ctx, desk, person)
  if (press.key === 'ack') return acknowledgeStop(ctx, desk)
  if (press.key === 'lock')
    return keepingStop(desk, {
      kind: 'signed-out',
      sentence: say('signed-out'),
      next: say('next-sign-in'),
      recent: 'note',
      desk: { person: null },
    })
  if (press.key === 'ack-clock' && desk.person) return acknowledgeClock(ctx, desk)
  requireAttended(desk)
  requireBelievedClock(ctx)
  switch (press.key) {
    case 'confirm-lot':
      return confirmLot(ctx, pins, desk, press)
    case 'short':
    case 'damaged':
      return reportUnits(ctx, press.key, press)
    case 'hold':
      return holdLine(ctx, press)
    case 'open-case':
      return openCase(ctx, desk, press, person)
    case 'close-case':
      return closeCase(ctx)
    case 'open-pallet':
      return openPallet(ctx, press)
    case 'close-pallet':
      return closePallet(ctx)
    case 'take-out':
      return takeOut(ctx, press)
    case 'unpack':
      return takeApart(ctx, press)
    case 'void':
      return voidLabel(ctx, pins, desk, press, person)
    case 'label-order':
      return chooseLabelOrder(ctx, desk, press.order, person)
    case 'close-line':
      return closeLine(ctx, press, press.elsewhere ?? null)
    case 'close-shift':
      return closeShift(ctx, press.uncounted === true)
    case 'issue-stock':
      return issueStock(ctx, desk, press)
    case 'load-stock':
      return loadStock(ctx, desk, press)
    case 'destroy-stock':
      return destroyStock(ctx, desk, press)
    case 'count-stock':
      return countStock(ctx, desk, press, person)
    case 'sign-in':
    case 'confirm-clock':
    case 'ack-clock':
      throw new BondmarkError('sign-in-refused', {})
  }
}

/** Throws unless somebody is signed in and no STOP waits: `sign-in-first`, `stop-first`. */
export function requireAttended({ person, state }: Desk): void {
  if (!person) throw new BondmarkError('sign-in-first', {})
  if (state.kind === 'stop') throw new BondmarkError('stop-first', {})
}

/** Looks at the clock; throws while its date cannot be believed: `clock-…`. */
export function requireBelievedClock({ clock }: StationContext): void {
  clock.now()
  if (clock.refusal) throw new BondmarkError(clock.refusal.code, clock.refusal.detail)
}

/** A STOP outlives a change of person. */
export const keepingStop = ({ state }: Desk, outcome: Outcome): Outcome =>
  state.kind === 'stop' ? { ...outcome, kind: 'stop', sentence: state.sentence, next: state.next } : outcome

function acknowledgeStop(ctx: StationContext, { state, person }: Desk): Outcome {
  const { store } = ctx
  if (state.kind !== 'stop')
    return { kind: state.kind, sentence: state.sentence, next: state.next, recent: 'note', desk: {} }
  if (!person) throw new BondmarkError('sign-in-first', {})
  const at = ctx.clock.now()
  store.stops.end(at, operatorOf(ctx, at))
  const waiting = store.labels.outstanding().some((job) => job.kind === 'unit')
  return {
    kind: 'ready',
    sentence: say('stop-acknowledged'),
    next: waiting ? say('next-scan-goods-then-label') : say('next-scan-goods'),
    recent: 'note',
    desk: { rebind: waiting },
  }
}

function confirmLot(
  ctx: StationContext,
  pins: PendingPins,
  desk: Desk,
  press: Extract<KeyPress, { key: 'confirm-lot' }>,
): Outcome {
  const line = ctx.store.plans.line(press)
  if (!line) throw new BondmarkError('line-not-found', { asn: press.asn, line: press.line, lot: press.lot })
  const { gtin, asn, lot } = line
  const settled = { pending: null, confirmed: { gtin, asn, line: line.line, lot } }
  if (!desk.pending)
    return accepted(
      say('lot-confirmed', { asn, line: line.line, lot }),
      say('next-scan-goods'),
      'note',
      settled,
    )
  const outcome = takeSymbol(ctx, pins, { ...desk, ...settled }, symbolOf(desk.pending))
  return { ...outcome, desk: { ...settled, ...outcome.desk } }
}

/** A symbol again, from the text it was remembered by. */
export function symbolOf(pending: NonNullable<Desk['pending']>): ScannedSymbol {
  const aim = pending.text.startsWith(']') ? pending.text.slice(0, 3) : null
  return { device: pending.device, aim, text: aim ? pending.text.slice(3) : pending.text }
}
