import { type EpcisEvent, type EventBasis, makeEvent } from './event-basis.ts'

export interface DecommissioningInput {
  /** EPCs of units that were commissioned. A label voided before that never lived and has no event. */
  readonly epcs: readonly string[]
  readonly reason: string
}

/** Labels voided after commissioning: ObjectEvent DELETE, decommissioning / inactive. Throws `event-time-malformed`. */
export function decommissioningEvent(basis: EventBasis, input: DecommissioningInput): EpcisEvent {
  return makeEvent(
    basis,
    { type: 'ObjectEvent', action: 'DELETE', bizStep: 'decommissioning', disposition: 'inactive' },
    { epcList: input.epcs, 'bm:reason': input.reason },
  )
}
