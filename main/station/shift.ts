import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { lotClassEpc } from '../../core/gs1/epc.ts'
import { stockKinds } from '../../core/stock/stock-kinds.ts'
import { isHeldByPerson } from '../release/why-held.ts'
import { closeStock } from '../stock/close-stock.ts'
import type { Person } from '../store/people.ts'
import type { LineName, StoredLine } from '../store/plans.ts'
import { appendEvent, appendRecord } from './append-statement.ts'
import type { StationContext } from './context.ts'
import { holdingOf, unitsToHold } from './line-events.ts'
import { demand, whyNotLine } from './lives.ts'
import { operatorOf } from './operator.ts'
import { accepted, type Outcome, say } from './outcome.ts'
import { nameOf, remaining } from './planned-line.ts'

/** Signs a person in; the first sign-in opens the shift. */
export function openShiftFor(ctx: StationContext, person: Person): Outcome {
  const { store, clock, identity } = ctx
  const t = clock.now()
  if (!store.shifts.current()) {
    const shift = store.shifts.open(t, person.badge)
    appendRecord(ctx, 'shift-opened', { station: identity.issuer, shift, t, operator: person.pseudonym }, t)
  }
  return {
    kind: 'ready',
    sentence: say('signed-in', { name: person.name }),
    next: say('next-scan-goods'),
    recent: 'note',
    // What somebody else was about to take out is not theirs to know of.
    desk: { person: person.badge, pending: null, confirmed: null, taking: null },
  }
}

/** Reported missing or broken units of a line: counted now, stated when the line is closed. */
export function reportUnits(
  ctx: StationContext,
  kind: 'short' | 'damaged',
  input: LineName & { quantity: number; reason: string },
): Outcome {
  const line = openLine(ctx, input)
  if (input.quantity > remaining(line))
    throw new BondmarkError('more-than-remaining', { quantity: input.quantity, remaining: remaining(line) })
  const { store } = ctx
  store.plans.add(input, kind, input.quantity)
  // Damaged units did arrive; missing ones did not.
  if (kind === 'damaged') store.plans.add(input, 'received', input.quantity)
  store.plans.note(input, { kind, quantity: input.quantity, reason: input.reason })
  return accepted(
    say(kind === 'short' ? 'short-noted' : 'damaged-noted', {
      quantity: input.quantity,
      asn: line.asn,
      line: line.line,
      lot: line.lot,
    }),
    say('next-scan-goods'),
    'note',
  )
}

/**
 * A person holds a line: its goods go to the inspection area from now on. Goods that a decision or customs hold are held by an
 * event already; the person's word is noted beside it, and keeps them when the other hold has ended.
 */
export function holdLine(ctx: StationContext, input: LineName & { reason: string }): Outcome {
  const line = openLine(ctx, input)
  const isHeldOtherwise = line.held === 1 && !isHeldByPerson(line)
  if (!isHeldOtherwise) demand(whyNotLine(line, 'hold'))
  if (unitsToHold(line) <= 0) throw new BondmarkError('nothing-to-hold', { ...nameOf(line) })
  const t = ctx.clock.now()
  if (!isHeldOtherwise) {
    appendEvent(ctx, holdingOf(ctx, line, t, input.reason), t, [lotClassEpc(line.gtin, line.lot)])
    ctx.store.plans.hold(input)
  }
  ctx.store.plans.note(input, { kind: 'held', quantity: 0, reason: input.reason })
  ctx.store.releases.wait(line.asn, t)
  return accepted(say('line-held', { ...nameOf(line) }), say('next-inspection-area'), 'note')
}

/**
 * Ends the shift: nothing may hang in the air, and security stock is counted, or somebody says that it is not
 * (`isUncounted`). The statement of it is the shift's last.
 */
export function closeShift(ctx: StationContext, isUncounted: boolean): Outcome {
  const { store, clock, identity } = ctx
  const shift = store.shifts.current()
  if (!shift) throw new BondmarkError('shift-not-open', {})
  const outstanding = store.labels.outstanding().length
  if (outstanding > 0) throw new BondmarkError('labels-outstanding', { count: outstanding })
  const open = store.cases.opened()
  if (open) throw new BondmarkError('case-is-open', { case: open.number, units: open.units })
  const pallet = store.pallets.opened()
  if (pallet) throw new BondmarkError('pallet-is-open', { pallet: pallet.number, cases: pallet.cases })
  const t = clock.now()
  const isKept = stockKinds.some((kind) => store.stock.isKept(kind))
  const verdict = closeStock(ctx, shift.n, t, isUncounted)
  appendRecord(
    ctx,
    'shift-closed',
    {
      station: identity.issuer,
      shift: shift.n,
      t,
      operator: operatorOf(ctx, t),
      labels: {
        verified: store.labels.endedIn(shift.n, 'unit', 'verified'),
        voided: store.labels.endedIn(shift.n, 'unit', 'voided'),
      },
    },
    t,
  )
  store.shifts.close(shift.n, t)
  return {
    kind: 'signed-out',
    sentence: say(isKept && verdict === 'not-counted' ? 'shift-closed-uncounted' : 'shift-closed', {
      shift: shift.n,
    }),
    next: say('next-seal'),
    recent: 'note',
    desk: { person: null, binding: null, confirmed: null, pending: null, rebind: false, taking: null },
  }
}

/** A line that something can still be done with. Throws `line-not-found`, `line-is-closed`. */
export function openLine(ctx: StationContext, name: LineName): StoredLine {
  const line = ctx.store.plans.line(name)
  if (!line) throw new BondmarkError('line-not-found', { ...name })
  if (line.closedAt) throw new BondmarkError('line-is-closed', { ...nameOf(line) })
  return line
}
