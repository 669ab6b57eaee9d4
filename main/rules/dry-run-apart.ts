import { Worker } from 'node:worker_threads'
import type { RulesDryRunAnswer } from '../../core/contract/rules.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { DryRunTask, DryRunTold } from './dry-run-task.ts'
import type { FromDryRun } from './dry-run-thread.ts'

/** Heap of the thread: it holds two rule sets of 32 MiB and one plan at a time. */
const HEAP_MIB_MAX = 1024

/**
 * A dry run beside the thread that takes scans. It writes nothing, so an abort ends it at once and leaves nothing. Throws
 * `rules-dry-run-cancelled`, `database-…`.
 */
export async function dryRunApart(
  task: DryRunTask,
  signal: AbortSignal,
  told: DryRunTold,
): Promise<RulesDryRunAnswer> {
  const thread = new Worker(new URL('./dry-run-thread.ts', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB_MAX },
  })
  const ended = Promise.withResolvers<RulesDryRunAnswer>()
  const cancel = () => ended.reject(new BondmarkError('rules-dry-run-cancelled', {}))
  signal.addEventListener('abort', cancel)
  thread.on('message', (said: FromDryRun) => {
    if ('answer' in said) ended.resolve(said.answer)
    else if ('failure' in said) ended.reject(new BondmarkError(said.failure.code, said.failure.detail))
    else told(said.done, said.total)
  })
  thread.on('error', (error) => ended.reject(error))
  thread.on('exit', (code) => ended.reject(new Error(`the thread of a dry run ended with ${code}`)))
  if (signal.aborted) cancel()
  try {
    return await ended.promise
  } finally {
    signal.removeEventListener('abort', cancel)
    await thread.terminate()
  }
}
