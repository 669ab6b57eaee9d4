import { offerReceiptsDocument, takeBatchDocument } from '../../sync/ledger/documents/document-tasks.ts'
import type { DocumentThreads } from '../../sync/ledger/documents/document-worker.ts'

/** The documents of sessions in this thread: what a thread bounds is not what a simulation looks for. */
export function inlineDocuments(): DocumentThreads {
  return {
    take: () => ({ take: takeBatchDocument, offer: offerReceiptsDocument, end: async () => undefined }),
    close: async () => undefined,
  }
}
