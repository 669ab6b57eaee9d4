import { ssccEpc } from '../gs1/epc.ts'
import { type BondedFields, type BondedGoods, bondedFields, type WholeCases } from './bonded-fields.ts'
import { type EpcisEvent, type EventBasis, makeEvent } from './event-basis.ts'
import { goodsFields } from './goods.ts'

export interface LeavingInput extends BondedFields {
  readonly goods: BondedGoods | WholeCases
  /** `shipped`: out of the zone by a declared exit. `returned`: back to the sender. */
  readonly way: 'shipped' | 'returned'
  readonly reason?: string
}

/**
 * Goods out of supervision: ObjectEvent OBSERVE, shipping / in_transit, or / returned where they go back to their sender
 * (CBV 2.0 §7.2 calls goods that were sent back so). Throws as `receivingEvent`.
 */
export function leavingEvent(basis: EventBasis, input: LeavingInput): EpcisEvent {
  const { goods } = input
  const named =
    'ssccs' in goods
      ? { epcList: goods.ssccs.map(ssccEpc), ...goodsFields(goods.contents) }
      : goodsFields(goods)
  const disposition = input.way === 'shipped' ? 'in_transit' : 'returned'
  return makeEvent(
    basis,
    { type: 'ObjectEvent', action: 'OBSERVE', bizStep: 'shipping', disposition },
    { ...named, ...bondedFields(input), 'bm:reason': input.reason },
  )
}
