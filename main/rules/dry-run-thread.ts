import { parentPort, workerData } from 'node:worker_threads'
import type { RulesDryRunAnswer } from '../../core/contract/rules.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { type DryRunTask, dryRun } from './dry-run-task.ts'

/** What the thread tells. */
export type FromDryRun =
  | { readonly done: number; readonly total: number }
  | { readonly answer: RulesDryRunAnswer }
  | { readonly failure: Failure }

const tell = (said: FromDryRun) => parentPort?.postMessage(said)
try {
  tell({ answer: dryRun(workerData as DryRunTask, (done, total) => tell({ done, total })) })
} catch (error) {
  // A bug ends the thread, and is thrown where it was started.
  if (!(error instanceof BondmarkError)) throw error
  tell({ failure: error.toFailure() })
}
