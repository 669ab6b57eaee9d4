import type { BizTransaction } from './biz-transaction.ts'
import { type BondedFields, bondedFields } from './bonded-fields.ts'
import { type EpcisEvent, type EventBasis, makeEvent } from './event-basis.ts'
import { type Goods, goodsFields } from './goods.ts'

export interface ReleasingInput {
  readonly goods: Goods
  /** The customs or inspection release. */
  readonly release: BizTransaction
  /** SHA-256 (hex) of the release document. */
  readonly releaseHash: string
  /** Of goods that an order of customs held. */
  readonly bonded?: BondedFields
}

/**
 * Held goods set free: ObjectEvent OBSERVE with the release cited. CBV has no step of that name; the goods go to the
 * bonded store, where they may be sold but not handed out: storing / sellable_not_accessible. Throws as
 * `receivingEvent`.
 */
export function releasingEvent(basis: EventBasis, input: ReleasingInput): EpcisEvent {
  return makeEvent(
    basis,
    { type: 'ObjectEvent', action: 'OBSERVE', bizStep: 'storing', disposition: 'sellable_not_accessible' },
    {
      ...goodsFields(input.goods),
      bizTransactionList: [input.release],
      'bm:releaseHash': input.releaseHash,
      ...(input.bonded && bondedFields(input.bonded)),
    },
  )
}
