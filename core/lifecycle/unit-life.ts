import type { Detail, Failure } from '../errors/bondmark-error.ts'
import { impossible, rowsOf, type Table, transition } from './transition.ts'

export const unitStates = [
  'unborn',
  'voided',
  'commissioned',
  'received',
  'held',
  'packed',
  'packed-held',
  'shipped',
  'decommissioned',
  'destroyed',
] as const
/**
 * The life of a serial: what its EPC may still do. `voided`: its label was given up before the unit lived. `received`: it
 * came in with a serial of its maker's, and lives by a commissioning that is recorded elsewhere.
 */
export type UnitState = (typeof unitStates)[number]

export const unitEvents = [
  'commission',
  'void',
  'receive',
  'observe',
  'pack',
  'unpack',
  'hold',
  'release',
  'ship',
  'unship',
  'decommission',
  'destroy',
] as const
/** `observe`: seen, counted, sampled, inspected, stored: nothing of its life changes. `unship`: a shipping taken back. */
export type UnitEvent = (typeof unitEvents)[number]

const row = rowsOf<UnitState, UnitEvent>(unitEvents)
const born = impossible('unit-already-commissioned')
const notHeld = impossible('unit-not-on-hold')
const notPacked = impossible('unit-not-packed')
const notShipped = impossible('unit-not-shipped')

const free = {
  commission: born,
  void: born,
  observe: 'commissioned',
  receive: 'commissioned',
  pack: 'packed',
  unpack: notPacked,
  hold: 'held',
  release: notHeld,
  ship: 'shipped',
  unship: notShipped,
  decommission: 'decommissioned',
  destroy: 'destroyed',
} as const

/** A serial is born once and never again; what is in a case comes out of it before it ends or leaves by itself. */
export const unitLife: Table<UnitState, UnitEvent> = {
  // Serials of a maker begin, for us, when their goods are received.
  unborn: row('unit-not-commissioned', { commission: 'commissioned', void: 'voided', receive: 'received' }),
  voided: row('unit-voided'),
  commissioned: free,
  received: {
    ...free,
    commission: impossible('unit-serialised-before'),
    void: impossible('unit-serialised-before'),
    observe: 'received',
    receive: 'received',
  },
  // Goods on hold may be looked at, given up or destroyed; they go nowhere.
  held: row('unit-on-hold', {
    commission: born,
    void: born,
    receive: 'held',
    observe: 'held',
    unpack: notPacked,
    release: 'commissioned',
    unship: notShipped,
    decommission: 'decommissioned',
    destroy: 'destroyed',
  }),
  packed: row('unit-is-packed', {
    commission: born,
    void: born,
    receive: 'packed',
    observe: 'packed',
    pack: impossible('unit-already-packed'),
    unpack: 'commissioned',
    hold: 'packed-held',
    release: notHeld,
    unship: notShipped,
  }),
  'packed-held': row('unit-on-hold', {
    commission: born,
    void: born,
    receive: 'packed-held',
    observe: 'packed-held',
    pack: impossible('unit-already-packed'),
    unpack: 'held',
    release: 'packed',
    unship: notShipped,
    decommission: impossible('unit-is-packed'),
    destroy: impossible('unit-is-packed'),
  }),
  // Whoever has it next receives it, or gives it up where it was sold.
  shipped: row('unit-shipped', {
    commission: born,
    void: born,
    receive: 'commissioned',
    observe: 'shipped',
    unpack: notPacked,
    release: notHeld,
    unship: 'commissioned',
    decommission: 'decommissioned',
    destroy: 'destroyed',
  }),
  // The goods can still be destroyed after their label was given up.
  decommissioned: row('unit-decommissioned', { destroy: 'destroyed' }),
  destroyed: row('unit-destroyed'),
}

/** The unit's next state, or why it has none; the words of a reason call it by `serial`, and its case by `case`. */
export function nextUnitState(
  state: UnitState,
  event: UnitEvent,
  subject: Detail & { readonly serial: string },
): UnitState | Failure {
  return transition(unitLife, state, event, subject)
}
