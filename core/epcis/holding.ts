import type { BizTransaction } from './biz-transaction.ts'
import { type BondedFields, bondedFields } from './bonded-fields.ts'
import { type EpcisEvent, type EventBasis, makeEvent } from './event-basis.ts'
import { type Goods, goodsFields } from './goods.ts'

export interface HoldingInput {
  readonly goods: Goods
  /** Why the goods may not go on: a rule's name, or what a person chose. */
  readonly reason: string
  readonly bizTransactions?: readonly BizTransaction[]
  /** Of goods that an order of customs holds. */
  readonly bonded?: BondedFields
}

/** Goods to the inspection area: ObjectEvent OBSERVE, holding / non_sellable_other. Throws as `receivingEvent`. */
export function holdingEvent(basis: EventBasis, input: HoldingInput): EpcisEvent {
  return makeEvent(
    basis,
    { type: 'ObjectEvent', action: 'OBSERVE', bizStep: 'holding', disposition: 'non_sellable_other' },
    {
      ...goodsFields(input.goods),
      bizTransactionList: input.bizTransactions,
      'bm:reason': input.reason,
      ...(input.bonded && bondedFields(input.bonded)),
    },
  )
}
