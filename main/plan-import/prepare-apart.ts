import { rmSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { FromPlanThread, PlanThreadData } from './plan-thread.ts'
import { type PlanProgress, type PlanTask, type PreparedPlan, preparePlan } from './prepare-plan.ts'

/** Up to here a plan is read in a few milliseconds, and a thread would take longer to start. */
const INLINE_BYTES_MAX = 64 * 1024
/** Heap of the thread. The costliest plan of 16 MiB and 50,000 rows that was found took 500 MB. */
const HEAP_MIB_MAX = 1536

/**
 * `preparePlan` off the thread that takes scans, unless the file is small. An abort ends it at once. Whatever ends it
 * early, its file is gone. Throws what `preparePlan` throws, `plan-import-cancelled`, `plan-import-needs-memory`.
 */
export async function prepareApart(
  bytes: Uint8Array,
  task: PlanTask,
  signal: AbortSignal,
  onProgress: (progress: PlanProgress) => void,
): Promise<PreparedPlan> {
  rmSync(task.incoming, { force: true })
  try {
    return await (bytes.length <= INLINE_BYTES_MAX
      ? preparePlan(bytes, task, onProgress)
      : inThread(bytes, task, signal, onProgress))
  } catch (error) {
    rmSync(task.incoming, { force: true })
    throw error
  }
}

async function inThread(
  bytes: Uint8Array,
  task: PlanTask,
  signal: AbortSignal,
  onProgress: (progress: PlanProgress) => void,
): Promise<PreparedPlan> {
  const data: PlanThreadData = { bytes, task }
  const thread = new Worker(new URL('./plan-thread.ts', import.meta.url), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB_MAX },
  })
  const ended = Promise.withResolvers<PreparedPlan>()
  const cancel = () => ended.reject(new BondmarkError('plan-import-cancelled', { file: task.fileName }))
  signal.addEventListener('abort', cancel)
  thread.on('message', (said: FromPlanThread) => {
    if ('progress' in said) onProgress(said.progress)
    else if ('prepared' in said) ended.resolve(said.prepared)
    else ended.reject(new BondmarkError(said.failure.code, said.failure.detail))
  })
  thread.on('error', (error: NodeJS.ErrnoException) =>
    ended.reject(
      error.code === 'ERR_WORKER_OUT_OF_MEMORY'
        ? new BondmarkError('plan-import-needs-memory', { file: task.fileName })
        : error,
    ),
  )
  thread.on('exit', (code) => ended.reject(new Error(`the plan's thread ended with ${code}`)))
  if (signal.aborted) cancel()
  try {
    return await ended.promise
  } finally {
    signal.removeEventListener('abort', cancel)
    await thread.terminate()
  }
}
