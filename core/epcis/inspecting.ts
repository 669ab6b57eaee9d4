import type { BizTransaction } from './biz-transaction.ts'
import { type EpcisEvent, type EventBasis, makeEvent } from './event-basis.ts'
import { type Goods, goodsFields } from './goods.ts'

export interface InspectingInput {
  /** The goods that the conclusion is about: the lot, not its sample. */
  readonly goods: Goods
  readonly outcome: 'conformant' | 'conditional' | 'non-conformant'
  /** The task, as a document of type `testprd`. */
  readonly task: BizTransaction
  /** The report, as a document of type `testres`. */
  readonly report: BizTransaction
  /** SHA-256 (hex) of the task, of the signed result (its statement id), and of the report. */
  readonly taskHash: string
  readonly resultId: string
  readonly reportHash: string
}

/**
 * Goods that were inspected: ObjectEvent OBSERVE, inspecting / conformant or non_conformant. CBV has no word for a condition:
 * goods that conform under one are conformant, and `bm:outcome` says it. The report's hash stands in the event itself;
 * `certificationInfo` is left out of the event's hash. Throws as `receivingEvent`.
 */
export function inspectingEvent(basis: EventBasis, input: InspectingInput): EpcisEvent {
  const disposition = input.outcome === 'non-conformant' ? 'non_conformant' : 'conformant'
  return makeEvent(
    basis,
    { type: 'ObjectEvent', action: 'OBSERVE', bizStep: 'inspecting', disposition },
    {
      ...goodsFields(input.goods),
      bizTransactionList: [input.task, input.report],
      'bm:outcome': input.outcome,
      'bm:inspectionTask': input.taskHash,
      'bm:inspectionResult': input.resultId,
      'bm:reportHash': input.reportHash,
    },
  )
}
