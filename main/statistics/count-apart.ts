import { Worker } from 'node:worker_threads'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { StatisticsReport } from '../../core/statistics/report.ts'
import { demandRange, type StatisticsProgress, type StatisticsTask } from './count-statistics.ts'
import type { FromStatisticsThread, StatisticsThreadData } from './statistics-thread.ts'

/** Heap of the thread. A million statements of 50,000 lines needed a tenth of it. */
const HEAP_MIB_MAX = 1024

/**
 * The reports of a range, counted in a thread that only reads: scans go on beside it. An abort ends it at once.
 * Throws as `countStatistics`, `statistics-cancelled`, `statistics-needs-memory`.
 */
export async function countApart(
  task: StatisticsTask,
  station: string,
  signal: AbortSignal,
  onProgress: (progress: StatisticsProgress) => void,
): Promise<readonly StatisticsReport[]> {
  demandRange(task)
  const data: StatisticsThreadData = { task, head: { station } }
  const ended = Promise.withResolvers<readonly StatisticsReport[]>()
  const cancel = () => ended.reject(new BondmarkError('statistics-cancelled', {}))
  if (signal.aborted) cancel()
  const thread = new Worker(new URL('./statistics-thread.ts', import.meta.url), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB_MAX },
  })
  signal.addEventListener('abort', cancel)
  thread.on('message', (said: FromStatisticsThread) => {
    if ('progress' in said) onProgress(said.progress)
    else if ('reports' in said) ended.resolve(said.reports)
    else ended.reject(new BondmarkError(said.failure.code, said.failure.detail))
  })
  thread.on('error', (error: NodeJS.ErrnoException) =>
    ended.reject(
      error.code === 'ERR_WORKER_OUT_OF_MEMORY'
        ? new BondmarkError('statistics-needs-memory', { from: task.from, to: task.to })
        : error,
    ),
  )
  thread.on('exit', (code) => ended.reject(new Error(`the thread of statistics ended with ${code}`)))
  try {
    return await ended.promise
  } finally {
    signal.removeEventListener('abort', cancel)
    await thread.terminate()
  }
}
