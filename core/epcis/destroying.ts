import { type EpcisEvent, type EventBasis, makeEvent } from './event-basis.ts'

export interface DestroyingInput {
  readonly epcs: readonly string[]
  /** Pseudonym of the person who watched. */
  readonly witness: string
  readonly reason: string
}

/** Goods destroyed before a witness: ObjectEvent DELETE, destroying / destroyed. Throws `event-time-malformed`. */
export function destroyingEvent(basis: EventBasis, input: DestroyingInput): EpcisEvent {
  return makeEvent(
    basis,
    { type: 'ObjectEvent', action: 'DELETE', bizStep: 'destroying', disposition: 'destroyed' },
    { epcList: input.epcs, 'bm:reason': input.reason, 'bm:witness': input.witness },
  )
}
