import { parentPort, workerData } from 'node:worker_threads'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { ReportHead, StatisticsReport } from '../../core/statistics/report.ts'
import { countStatistics, type StatisticsProgress, type StatisticsTask } from './count-statistics.ts'
import { reportsOf } from './reports-of.ts'

/** What the thread is started with. */
export interface StatisticsThreadData {
  readonly task: StatisticsTask
  readonly head: Pick<ReportHead, 'station'>
}

/** What it tells. */
export type FromStatisticsThread =
  | { readonly progress: StatisticsProgress }
  | { readonly reports: readonly StatisticsReport[] }
  | { readonly failure: Failure }

const tell = (said: FromStatisticsThread) => parentPort?.postMessage(said)
const { task, head } = workerData as StatisticsThreadData
try {
  const statistics = countStatistics(task, (progress) => tell({ progress }))
  tell({ reports: reportsOf(statistics, task, head.station) })
} catch (error) {
  // A bug ends the thread, and is thrown where it was started.
  if (!(error instanceof BondmarkError)) throw error
  tell({ failure: error.toFailure() })
}
