import { type AsnReference, despatchAdvice } from './biz-transaction.ts'
import { type EpcisEvent, type EventBasis, makeEvent } from './event-basis.ts'
import { type Goods, goodsFields } from './goods.ts'

export interface ReceivingInput {
  /** Units that have serials already are linked by their own EPCs, and never commissioned again. */
  readonly goods: Goods
  readonly asn: AsnReference
  /** The customs entry and its item, as in the inbound plan. */
  readonly customsEntry: string
  readonly entryItem: string
}

/** Goods scanned in: ObjectEvent OBSERVE, receiving / in_progress. Throws `epc-malformed`, `event-time-malformed`. */
export function receivingEvent(basis: EventBasis, input: ReceivingInput): EpcisEvent {
  return makeEvent(
    basis,
    { type: 'ObjectEvent', action: 'OBSERVE', bizStep: 'receiving', disposition: 'in_progress' },
    {
      ...goodsFields(input.goods),
      bizTransactionList: [despatchAdvice(input.asn)],
      'bm:customsEntry': input.customsEntry,
      'bm:entryItem': input.entryItem,
    },
  )
}
