import { ssccEpc } from '../gs1/epc.ts'
import { type EpcisEvent, type EventBasis, makeEvent } from './event-basis.ts'

export interface UnpackingInput {
  readonly sscc: string
  /** EPCs of the units that came out of the case, or of the cases that came off the pallet: named, never left to be guessed. */
  readonly children: readonly string[]
  readonly reason: string
}

/**
 * Goods out of a case, or cases off a pallet: AggregationEvent DELETE, unpacking / in_progress (CBV 2.0 §7.1, §7.2: the
 * disposition of what goes on through the warehouse). Throws `epc-malformed`, `event-time-malformed`.
 */
export function unpackingEvent(basis: EventBasis, { sscc, children, reason }: UnpackingInput): EpcisEvent {
  return makeEvent(
    basis,
    { type: 'AggregationEvent', action: 'DELETE', bizStep: 'unpacking', disposition: 'in_progress' },
    { parentID: ssccEpc(sscc), childEPCs: children, 'bm:reason': reason },
  )
}
