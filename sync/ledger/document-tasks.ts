import { getHeads } from '@automerge/automerge'
import { batchLaw, readBatchDocument } from '../documents/batch-document.ts'
import { writeReceiptsDocument } from '../documents/receipts-document.ts'
import { type DocumentChannel, offerDocument, takeDocument } from '../replication/document-transfer.ts'
import type { OfferTask, TakenBatch, TakeTask } from './document-worker.ts'

/** Takes a batch's document through the gate. Throws the gate's refusal and what the channel throws. */
export async function takeBatchDocument(
  { document, kid, n, heads }: TakeTask,
  channel: DocumentChannel,
): Promise<TakenBatch> {
  const doc = await takeDocument(heads, batchLaw(document, kid, n), channel)
  const { statements, manifest } = readBatchDocument(doc)
  return { statements: [...statements.values()], manifest }
}

/** Writes a receipts document, has its heads announced, and offers it. */
export async function offerReceiptsDocument(
  { kid, batch, receipts }: OfferTask,
  channel: DocumentChannel,
  announce: (heads: readonly string[]) => void,
): Promise<void> {
  const doc = writeReceiptsDocument(kid, batch, receipts)
  announce(getHeads(doc))
  await offerDocument(doc, channel)
}
