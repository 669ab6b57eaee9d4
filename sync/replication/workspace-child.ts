// First: the memory of what follows is bounded by it.
import './bound-automerge.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { systemTimers } from '../../platform/clock/timers.ts'
import { systemRandomBytes } from '../../platform/keys/random-bytes.ts'
import { connectToLedger } from './connect.ts'
import type { FromSharing, ToSharing } from './share-with-stations.ts'
import { shareTallies } from './workspace-station-session.ts'

/** The process of one workspace session: Automerge and the socket live and end in it. It never outlives its parent's channel. */
process.once('disconnect', () => process.exit(0))

function tell(message: FromSharing): void {
  process.send?.(message)
}

/** Has the parent sign: the key is there. */
function sign(message: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve) => {
    process.on('message', function receive(answer: ToSharing) {
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

process.on('message', (message: ToSharing) => {
  if (message.type !== 'run') return
  const outside = { sign, connect: connectToLedger, timers: systemTimers, randomBytes: systemRandomBytes }
  shareTallies(message.task, outside).then(
    (shared) => tell({ type: 'shared', shared }),
    (error: unknown) => tell({ type: 'failure', failure: toFailure(error) }),
  )
})
