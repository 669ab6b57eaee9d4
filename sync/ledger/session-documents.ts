// First: the memory of what follows is bounded by it.
import '../replication/bound-automerge.ts'
import { parentPort } from 'node:worker_threads'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { offerReceiptsDocument, takeBatchDocument } from './document-tasks.ts'
import type { FromDocuments, OfferTask, TakeTask, ToDocuments } from './document-worker.ts'

/**
 * The documents of one ledger session, in a thread of their own: Automerge's memory goes with it, and what a hostile
 * document does to it happens to nobody else. It answers one task at a time.
 */
const port = parentPort
if (port === null) throw new Error('session-documents.ts is a worker')

const tell = (message: FromDocuments) => port.postMessage(message)

let arrived: ((syncMessage: Uint8Array | null) => void) | null = null
const channel = {
  send: (syncMessage: Uint8Array) => tell({ type: 'send', syncMessage }),
  receive: () =>
    new Promise<Uint8Array | null>((resolve) => {
      arrived = resolve
      tell({ type: 'receive' })
    }),
}

async function take(task: TakeTask): Promise<void> {
  tell({ type: 'taken', batch: await takeBatchDocument(task, channel) })
}

async function offer(task: OfferTask): Promise<void> {
  await offerReceiptsDocument(task, channel, (heads) => tell({ type: 'heads', heads }))
  tell({ type: 'offered' })
}

function fail(error: unknown): void {
  // Anything unexpected ends the thread, and its owner hears of it.
  if (!(error instanceof BondmarkError)) throw error
  tell({ type: 'failure', failure: error.toFailure() })
}

port.on('message', (message: ToDocuments) => {
  if (message.type === 'take') take(message.task).catch(fail)
  else if (message.type === 'offer') offer(message.task).catch(fail)
  else arrived?.(message.syncMessage)
})
