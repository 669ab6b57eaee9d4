import { type BondedFields, type BondedGoods, bondedFields } from './bonded-fields.ts'
import { type EpcisEvent, type EventBasis, makeEvent } from './event-basis.ts'
import { goodsFields } from './goods.ts'

export interface DestroyingInput {
  /** Units by their EPCs, or a quantity of goods that never had any. */
  readonly goods: BondedGoods
  /** Who watched: a pseudonym, or an officer of customs by name. */
  readonly witness: string
  readonly reason: string
  /** Of goods under customs' supervision. */
  readonly bonded?: BondedFields
}

/** Goods destroyed before a witness: ObjectEvent DELETE, destroying / destroyed. Throws `event-time-malformed`. */
export function destroyingEvent(basis: EventBasis, input: DestroyingInput): EpcisEvent {
  return makeEvent(
    basis,
    { type: 'ObjectEvent', action: 'DELETE', bizStep: 'destroying', disposition: 'destroyed' },
    {
      ...goodsFields(input.goods),
      'bm:reason': input.reason,
      'bm:witness': input.witness,
      ...(input.bonded && bondedFields(input.bonded)),
    },
  )
}
