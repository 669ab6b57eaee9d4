// First: the memory of what follows is bounded by it.
import './bound-automerge.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { endWithParent, tellProcess } from '../../platform/processes/channel.ts'
import { DocumentFrozenError } from '../documents/document-refusal.ts'
import { runStationSession } from './station-session.ts'
import type { FromChild, ToChild } from './sync-batch.ts'

/** The sync's own process: one session, then it ends and gives its memory back. It never outlives its parent's channel. */
endWithParent()

const tell = (message: FromChild): void => tellProcess(process, message)

/** Has the parent sign: the key is there. */
function sign(message: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve) => {
    process.on('message', function receive(answer: ToChild) {
      if (answer.type !== 'signature') return
      process.off('message', receive)
      resolve(answer.signature)
    })
    tell({ type: 'sign', message })
  })
}

function toFailure(error: unknown): Failure {
  if (error instanceof BondmarkError) return error.toFailure()
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  return { code: 'internal', detail: { message: error instanceof Error ? error.message : String(error) } }
}

process.on('message', (message: ToChild) => {
  if (message.type !== 'run') return
  runStationSession(message.task, {
    sign,
    onProgress: (progress) => tell({ type: 'progress', progress }),
    onReceipts: (receipts) => tell({ type: 'receipts', receipts }),
  }).then(
    (result) => tell({ type: 'result', result }),
    (error: unknown) => {
      const frozen = error instanceof DocumentFrozenError ? error.signed : undefined
      tell({ type: 'failure', failure: toFailure(error), ...(frozen && { frozen }) })
    },
  )
})
