import type { Failure } from '../errors/bondmark-error.ts'
import type { Table } from './transition.ts'
import { transition } from './transition.ts'

/** The life of a serial: what its EPC may still do. A serial is born once and never again. */
export type UnitState = 'unborn' | 'commissioned' | 'packed' | 'held' | 'decommissioned' | 'destroyed'
export type UnitEvent = 'commission' | 'pack' | 'unpack' | 'hold' | 'release' | 'decommission' | 'destroy'

export const unitLife: Table<UnitState, UnitEvent> = {
  unborn: { commission: 'commissioned' },
  commissioned: { pack: 'packed', hold: 'held', decommission: 'decommissioned', destroy: 'destroyed' },
  // What is in a case comes out of it first, so that the case never claims a unit that is not alive.
  packed: { unpack: 'commissioned' },
  held: { release: 'commissioned', decommission: 'decommissioned', destroy: 'destroyed' },
  // The goods can still be destroyed after their label was given up.
  decommissioned: { destroy: 'destroyed' },
  destroyed: {},
}

/** The unit's next state, or why it has none. */
export function nextUnitState(state: UnitState, event: UnitEvent): UnitState | Failure {
  return transition('unit', unitLife, state, event)
}
