import { getHeads } from '@automerge/automerge'
import { batchLaw, readBatchDocument } from '../../documents/batch-document.ts'
import { type CutDocument, cutDocument, joinDocument } from '../../documents/document-frames.ts'
import { writeReceiptsDocument } from '../../documents/receipts-document.ts'
import type { AtTheGate, OfferTask, TakeTask } from './document-worker.ts'

/** Puts a batch's document together and lets it through the gate, or says what was not lawful. */
export async function takeBatchDocument({ document, kid, n, frames }: TakeTask): Promise<AtTheGate> {
  const joined = joinDocument(frames, batchLaw(document, kid, n))
  if (joined.unlawful !== null) return { batch: null, unlawful: joined.unlawful, evidence: joined.evidence }
  const { doc } = joined
  const { statements, manifest } = readBatchDocument(doc)
  return { batch: { heads: getHeads(doc), statements: [...statements.values()], manifest }, unlawful: null }
}

/** Writes a receipts document, and cuts it for a reader who has some of it. */
export async function offerReceiptsDocument({ kid, batch, receipts, have }: OfferTask): Promise<CutDocument> {
  return cutDocument(writeReceiptsDocument(kid, batch, receipts), have)
}
