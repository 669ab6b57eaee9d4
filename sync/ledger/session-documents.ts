// First: the memory of what follows is bounded by it.
import '../replication/bound-automerge.ts'
import { parentPort } from 'node:worker_threads'
import { getHeads } from '@automerge/automerge'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { batchLaw, readBatchDocument } from '../documents/batch-document.ts'
import { writeReceiptsDocument } from '../documents/receipts-document.ts'
import { offerDocument, takeDocument } from '../replication/document-transfer.ts'
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

async function take({ document, kid, n, heads }: TakeTask): Promise<void> {
  const doc = await takeDocument(heads, batchLaw(document, kid, n), channel)
  const { statements, manifest } = readBatchDocument(doc)
  tell({ type: 'taken', batch: { statements: [...statements.values()], manifest } })
}

async function offer({ kid, batch, receipts }: OfferTask): Promise<void> {
  const doc = writeReceiptsDocument(kid, batch, receipts)
  tell({ type: 'heads', heads: getHeads(doc) })
  await offerDocument(doc, channel)
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
