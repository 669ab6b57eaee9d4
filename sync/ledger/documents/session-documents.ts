// First: the memory of what follows is bounded by it.
import '../../replication/bound-automerge.ts'
import { parentPort } from 'node:worker_threads'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { offerReceiptsDocument, takeBatchDocument } from './document-tasks.ts'
import type { FromDocuments, ToDocuments } from './document-worker.ts'

/**
 * The documents of one ledger session, in a thread of their own: Automerge's memory goes with it, and what a hostile
 * document does to it happens to nobody else. It answers one task at a time.
 */
const port = parentPort
if (port === null) throw new Error('session-documents.ts is a worker')

async function answer(message: ToDocuments): Promise<FromDocuments> {
  if (message.type === 'take') return { type: 'taken', taken: await takeBatchDocument(message.task) }
  return { type: 'offered', cut: await offerReceiptsDocument(message.task) }
}

function toFailure(error: unknown): FromDocuments {
  // Anything unexpected ends the thread, and its owner hears of it.
  if (!(error instanceof BondmarkError)) throw error
  return { type: 'failure', failure: error.toFailure() }
}

port.on('message', (message: ToDocuments) => {
  void answer(message)
    .catch(toFailure)
    .then((said) => port.postMessage(said))
})
