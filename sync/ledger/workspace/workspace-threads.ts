import { Worker } from 'node:worker_threads'
import { BondmarkError, type Failure } from '../../../core/errors/bondmark-error.ts'
import { Turns } from '../../../platform/workers/turns.ts'
import type { StoredChange } from './workspace-store.ts'
import type { AdmitTask, Admitted, PlaceTask, Renewed, RenewTask, WorkspaceTasks } from './workspace-tasks.ts'

/** A day's document takes well under a second; a thread that is silent for so long is unpacking something else. */
const WORK_MS_MAX = 20_000
/** JavaScript heap of the thread; Automerge's own memory is bounded in `bound-automerge.ts`. */
const HEAP_MIB_MAX = 192
/** Threads at once, and tasks that wait for one: as many as there are seats for sessions, and more are not sent. */
const TURNS = { atOnceMax: 2, waitingMax: 64 }

export type ToWorkspace =
  | { readonly type: 'admit'; readonly task: AdmitTask }
  | { readonly type: 'renew'; readonly task: RenewTask }
  | { readonly type: 'place'; readonly task: PlaceTask }

export type FromWorkspace =
  | { readonly type: 'admitted'; readonly admitted: Admitted }
  | { readonly type: 'renewed'; readonly renewed: Renewed }
  | { readonly type: 'placed'; readonly change: StoredChange | null }
  | { readonly type: 'failure'; readonly failure: Failure }

/** Tasks with workspace documents in threads of their own, whose memory and time are bounded: one thread, one task. */
export function workspaceThreads(): WorkspaceTasks {
  const turns = new Turns(TURNS)
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    const done = await turns.take(async () => ({ answer: await work() }))
    if (done === null) throw new BondmarkError('workspace-busy', {})
    return done.answer
  }
  return {
    admit: (task) =>
      inTurn(async () => {
        const said = await runThread({ type: 'admit', task }, task.law.document)
        if (said.type !== 'admitted') throw new TypeError(`admitting ended with ${said.type}`)
        return said.admitted
      }),
    renew: (task) =>
      inTurn(async () => {
        const said = await runThread({ type: 'renew', task }, 'workspace')
        if (said.type !== 'renewed') throw new TypeError(`renewing ended with ${said.type}`)
        return said.renewed
      }),
    place: (task) =>
      inTurn(async () => {
        const said = await runThread({ type: 'place', task }, 'workspace')
        if (said.type !== 'placed') throw new TypeError(`placing ended with ${said.type}`)
        return said.change
      }),
  }
}

async function runThread(message: ToWorkspace, document: string): Promise<FromWorkspace> {
  const worker = new Worker(new URL('./workspace-thread.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB_MAX },
    execArgv: [],
  })
  let late: NodeJS.Timeout | undefined
  try {
    const said = await new Promise<FromWorkspace>((resolve, reject) => {
      const costly = (cause?: unknown) =>
        reject(new BondmarkError('document-too-costly', { document }, { cause }))
      worker.once('message', resolve)
      worker.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? costly(error) : reject(error),
      )
      worker.once('exit', (code) => reject(new Error(`the document's thread ended with ${code}`)))
      late = setTimeout(costly, WORK_MS_MAX)
      worker.postMessage(message)
    })
    if (said.type === 'failure') throw new BondmarkError(said.failure.code, said.failure.detail)
    return said
  } finally {
    clearTimeout(late)
    await worker.terminate()
  }
}
