import type { Detail, Failure } from '../errors/bondmark-error.ts'
import { impossible, rowsOf, type Table, transition } from './transition.ts'

export const caseStates = [
  'absent',
  'open',
  'closing',
  'closed',
  'on-pallet',
  'held',
  'held-on-pallet',
  'shipped',
  'emptied',
  'cancelled',
  'destroyed',
] as const
/**
 * The life of a case. `closing`: full or called full, its SSCC label is on the way. `emptied`: everything came out of it;
 * its SSCC is spent (GS1 General Specifications: an SSCC is not used again).
 */
export type CaseState = (typeof caseStates)[number]

export const caseEvents = [
  'open',
  'add',
  'close',
  'label-voided',
  'label-verified',
  'cancel',
  'aggregate',
  'stack',
  'remove',
  'empty',
  'palletize',
  'depalletize',
  'hold',
  'release',
  'ship',
  'unship',
  'receive',
  'observe',
  'decommission',
  'destroy',
] as const
/**
 * `open` to `cancel` are a packer's (a number that was printed and given up is `cancel`led too): `label-voided` ends
 * one SSCC label, and the case gets another; `label-verified` is the scan-back that closes it. `aggregate` says the
 * whole in one statement: these units are in it and it is closed. `stack` puts cases upon it, as upon a pallet.
 * `remove` takes some out, `empty` all.
 */
export type CaseEvent = (typeof caseEvents)[number]

const row = rowsOf<CaseState, CaseEvent>(caseEvents)
const notOnPallet = impossible('case-not-on-pallet')
const notHeld = impossible('case-not-on-hold')
const notShipped = impossible('case-not-shipped')
const notClosed = impossible('case-not-closed')
const onPallet = impossible('case-on-pallet')

export const caseLife: Table<CaseState, CaseEvent> = {
  // What comes from outside is received as it stands: closed, its contents known to its sender.
  absent: row('case-unknown', {
    open: 'open',
    add: 'open',
    aggregate: 'closed',
    receive: 'closed',
    cancel: 'cancelled',
  }),
  open: row('case-not-closed', {
    open: impossible('case-already-open'),
    add: 'open',
    remove: 'open',
    empty: 'open',
    close: 'closing',
    cancel: 'cancelled',
    aggregate: 'closed',
    stack: impossible('case-is-no-pallet'),
    observe: 'open',
    decommission: 'cancelled',
  }),
  closing: row('case-being-closed', {
    'label-verified': 'closed',
    'label-voided': 'closing',
    cancel: 'cancelled',
    palletize: notClosed,
    ship: notClosed,
  }),
  closed: row('case-already-closed', {
    stack: impossible('case-is-no-pallet'),
    remove: 'closed',
    empty: 'emptied',
    palletize: 'on-pallet',
    depalletize: notOnPallet,
    hold: 'held',
    release: notHeld,
    ship: 'shipped',
    unship: notShipped,
    receive: 'closed',
    observe: 'closed',
    decommission: 'emptied',
    destroy: 'destroyed',
  }),
  // It comes off its pallet before it is opened, leaves or ends by itself.
  'on-pallet': row('case-already-closed', {
    stack: impossible('case-is-no-pallet'),
    remove: onPallet,
    empty: onPallet,
    palletize: impossible('case-already-on-pallet'),
    depalletize: 'closed',
    hold: 'held-on-pallet',
    release: notHeld,
    ship: onPallet,
    unship: notShipped,
    receive: 'on-pallet',
    observe: 'on-pallet',
    decommission: onPallet,
    destroy: onPallet,
  }),
  // Nothing goes in or out while it is on hold, so that nothing leaves a hold through an opened case.
  held: row('case-on-hold', {
    depalletize: notOnPallet,
    release: 'closed',
    unship: notShipped,
    receive: 'held',
    observe: 'held',
    destroy: 'destroyed',
  }),
  'held-on-pallet': row('case-on-hold', {
    palletize: impossible('case-already-on-pallet'),
    depalletize: 'held',
    release: 'on-pallet',
    unship: notShipped,
    receive: 'held-on-pallet',
    observe: 'held-on-pallet',
    destroy: onPallet,
  }),
  shipped: row('case-shipped', {
    depalletize: notOnPallet,
    release: notHeld,
    unship: 'closed',
    receive: 'closed',
    observe: 'shipped',
  }),
  emptied: row('case-emptied', { observe: 'emptied', decommission: 'emptied', destroy: 'destroyed' }),
  cancelled: row('case-cancelled'),
  destroyed: row('case-destroyed'),
}

/** The case's next state, or why it has none; the words of a reason call it by `sscc`. */
export function nextCaseState(
  state: CaseState,
  event: CaseEvent,
  subject: Detail & { readonly sscc: string },
): CaseState | Failure {
  return transition(caseLife, state, event, subject)
}
