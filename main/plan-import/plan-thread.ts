import { parentPort, workerData } from 'node:worker_threads'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { type PlanProgress, type PlanTask, type PreparedPlan, preparePlan } from './prepare-plan.ts'

/** What the thread is started with. */
export interface PlanThreadData {
  readonly bytes: Uint8Array
  readonly task: PlanTask
}

/** What it tells. */
export type FromPlanThread =
  | { readonly progress: PlanProgress }
  | { readonly prepared: PreparedPlan }
  | { readonly failure: Failure }

const tell = (said: FromPlanThread) => parentPort?.postMessage(said)
const { bytes, task } = workerData as PlanThreadData
try {
  tell({ prepared: preparePlan(bytes, task, (progress) => tell({ progress })) })
} catch (error) {
  // A bug ends the thread, and is thrown where it was started.
  if (!(error instanceof BondmarkError)) throw error
  tell({ failure: error.toFailure() })
}
