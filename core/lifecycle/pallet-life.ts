import type { Detail, Failure } from '../errors/bondmark-error.ts'
import { impossible, rowsOf, type Table, transition } from './transition.ts'

export const palletStates = [
  'absent',
  'loading',
  'closing',
  'built',
  'held',
  'shipped',
  'emptied',
  'destroyed',
] as const
/**
 * The life of a pallet: a logistic unit that holds cases. `loading` and `closing` are its builder's: nothing of it is stated
 * yet; `closing`: called complete, its SSCC label is on the way.
 */
export type PalletState = (typeof palletStates)[number]

export const palletEvents = [
  'load',
  'unload',
  'close',
  'label-voided',
  'label-verified',
  'open',
  'cancel',
  'add',
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
 * `load` to `label-verified` are a builder's: cases put on and taken off again before anything is said of it, and the
 * scan-back of its label, which builds it. `stack`: closed cases are put on it. `add`, `aggregate`: loose units. `remove`: some come
 * off, `empty`: all.
 */
export type PalletEvent = (typeof palletEvents)[number]

const row = rowsOf<PalletState, PalletEvent>(palletEvents)
const nested = impossible('pallet-on-pallet')
const notHeld = impossible('pallet-not-on-hold')
const notShipped = impossible('pallet-not-shipped')

export const palletLife: Table<PalletState, PalletEvent> = {
  absent: row('pallet-unknown', {
    load: 'loading',
    open: 'built',
    add: 'built',
    aggregate: 'built',
    stack: 'built',
    receive: 'built',
  }),
  loading: row('pallet-not-closed', { load: 'loading', unload: 'loading', close: 'closing' }),
  closing: row('pallet-being-closed', { 'label-verified': 'built', 'label-voided': 'closing' }),
  built: row('pallet-already-built', {
    add: 'built',
    aggregate: 'built',
    stack: 'built',
    remove: 'built',
    empty: 'emptied',
    palletize: nested,
    depalletize: nested,
    hold: 'held',
    release: notHeld,
    ship: 'shipped',
    unship: notShipped,
    receive: 'built',
    observe: 'built',
    decommission: 'emptied',
    destroy: 'destroyed',
  }),
  held: row('pallet-on-hold', {
    release: 'built',
    unship: notShipped,
    receive: 'held',
    observe: 'held',
    destroy: 'destroyed',
  }),
  shipped: row('pallet-shipped', {
    release: notHeld,
    unship: 'built',
    receive: 'built',
    observe: 'shipped',
  }),
  emptied: row('pallet-emptied', { observe: 'emptied', decommission: 'emptied', destroy: 'destroyed' }),
  destroyed: row('pallet-destroyed'),
}

/** The pallet's next state, or why it has none; the words of a reason call it by `sscc`. */
export function nextPalletState(
  state: PalletState,
  event: PalletEvent,
  subject: Detail & { readonly sscc: string },
): PalletState | Failure {
  return transition(palletLife, state, event, subject)
}
