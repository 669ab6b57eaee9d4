import { type BondedFields, type BondedGoods, bondedFields } from './bonded-fields.ts'
import { type EpcisEvent, type EventBasis, makeEvent } from './event-basis.ts'
import { goodsFields } from './goods.ts'

export interface ComingBackInput extends BondedFields {
  readonly goods: BondedGoods
  readonly reason: string
}

/** A consumer's goods back in the zone: ObjectEvent OBSERVE, receiving / returned. Throws as `receivingEvent`. */
export function comingBackEvent(basis: EventBasis, input: ComingBackInput): EpcisEvent {
  return makeEvent(
    basis,
    { type: 'ObjectEvent', action: 'OBSERVE', bizStep: 'receiving', disposition: 'returned' },
    { ...goodsFields(input.goods), ...bondedFields(input), 'bm:reason': input.reason },
  )
}
