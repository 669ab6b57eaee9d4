import { ssccEpc } from '../gs1/epc.ts'
import { type EpcisEvent, type EventBasis, makeEvent } from './event-basis.ts'

export interface PackingInput {
  readonly sscc: string
  /** EPCs of the units in the case. */
  readonly children: readonly string[]
}

/** A case closed: AggregationEvent ADD, packing / container_closed. Throws `epc-malformed`, `event-time-malformed`. */
export function packingEvent(basis: EventBasis, input: PackingInput): EpcisEvent {
  return makeEvent(
    basis,
    { type: 'AggregationEvent', action: 'ADD', bizStep: 'packing', disposition: 'container_closed' },
    { parentID: ssccEpc(input.sscc), childEPCs: input.children },
  )
}
