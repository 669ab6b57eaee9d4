import { ssccEpc } from '../gs1/epc.ts'
import { type EpcisEvent, type EventBasis, makeEvent } from './event-basis.ts'

export interface PackingInput {
  readonly sscc: string
  /** EPCs of the units in the case, or of the cases on the pallet; never both. */
  readonly children: readonly string[]
  /** Pseudonym of the supervisor who let goods of several customs entries into one case. */
  readonly allowedBy?: string
}

/** A case or a pallet closed: AggregationEvent ADD, packing / container_closed. Throws `epc-malformed`, `event-time-malformed`. */
export function packingEvent(basis: EventBasis, input: PackingInput): EpcisEvent {
  return makeEvent(
    basis,
    { type: 'AggregationEvent', action: 'ADD', bizStep: 'packing', disposition: 'container_closed' },
    {
      parentID: ssccEpc(input.sscc),
      childEPCs: input.children,
      'bm:allowedBy': input.allowedBy,
    },
  )
}
