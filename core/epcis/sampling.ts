import type { BizTransaction } from './biz-transaction.ts'
import { type EpcisEvent, type EventBasis, makeEvent } from './event-basis.ts'
import { type Goods, goodsFields } from './goods.ts'

export interface SamplingInput {
  /** What was taken: so many of a lot, or units by their own EPCs. */
  readonly goods: Goods
  /** The task that asks for it, as a document of type `testprd`. */
  readonly task: BizTransaction
  /** SHA-256 (hex) of the task. */
  readonly taskHash: string
}

/** Samples taken for an inspection: ObjectEvent OBSERVE, sampling / in_progress. Throws as `receivingEvent`. */
export function samplingEvent(basis: EventBasis, input: SamplingInput): EpcisEvent {
  return makeEvent(
    basis,
    { type: 'ObjectEvent', action: 'OBSERVE', bizStep: 'sampling', disposition: 'in_progress' },
    {
      ...goodsFields(input.goods),
      bizTransactionList: [input.task],
      'bm:inspectionTask': input.taskHash,
    },
  )
}
