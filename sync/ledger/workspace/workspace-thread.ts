// First: the memory of what follows is bounded by it.
import '../../replication/bound-automerge.ts'
import { parentPort } from 'node:worker_threads'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { admitTallies, placeFiles, renewDocument } from './workspace-tasks.ts'
import type { FromWorkspace, ToWorkspace } from './workspace-threads.ts'

/** One task with a workspace document, in a thread of its own that ends with it. */
const port = parentPort
if (port === null) throw new Error('workspace-thread.ts is a worker')

port.once('message', (message: ToWorkspace) => {
  try {
    const done: FromWorkspace =
      message.type === 'admit'
        ? { type: 'admitted', admitted: admitTallies(message.task) }
        : message.type === 'renew'
          ? { type: 'renewed', renewed: renewDocument(message.task) }
          : { type: 'placed', change: placeFiles(message.task) }
    port.postMessage(done)
  } catch (error) {
    // Anything unexpected ends the thread, and its owner hears of it.
    if (!(error instanceof BondmarkError)) throw error
    port.postMessage({ type: 'failure', failure: error.toFailure() } satisfies FromWorkspace)
  }
})
