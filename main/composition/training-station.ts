import { existsSync, readFileSync } from 'node:fs'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { makeTrainingWorkspace } from '../training/make-workspace.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { isWorkspace } from '../workspace/workspace.ts'
import { type OpenWorkspace, openWorkspace } from './open-workspace.ts'
import { WAIT_MS_MAX } from './wait.ts'

/** Paper speed of the training printer: slow enough to see a label come out. */
const LABEL_MS = 350
/** The sample plan that a new training workspace is given. */
const SAMPLE_PLAN = 'day-1.csv'

/**
 * The station that a person opens, in either host: on the training workspace, which is made on first start and given the
 * sample plan, with its ledger started beside it. Whoever comes back signs in again; what was stopped stays stopped.
 */
export async function openTrainingStation(
  folder: string,
  tell: (said: Failure) => void,
): Promise<OpenWorkspace> {
  if (!isWorkspace(folder)) {
    try {
      await makeTrainingWorkspace(folder, wallClock)
      tell({ code: 'workspace-made', detail: { folder } })
    } catch (error) {
      // Somebody who started at the same moment was quicker.
      if (!(error instanceof BondmarkError && error.code === 'workspace-exists')) throw error
    }
  }
  const workspace = await openWorkspace({
    folder,
    clock: wallClock,
    labelMs: LABEL_MS,
    waitMsMax: WAIT_MS_MAX,
    onWait: () => tell({ code: 'workspace-wait', detail: { folder } }),
    onIndexing: (done, total) => tell({ code: 'store-indexing', detail: { done, total } }),
    logLevel: 'info',
  })
  try {
    await prepare(workspace)
  } catch (error) {
    await workspace.close()
    throw error
  }
  return workspace
}

async function prepare({ station, startLedger }: OpenWorkspace): Promise<void> {
  const sample = repositoryFile('fixtures', 'plans', SAMPLE_PLAN)
  const isEmpty = station.ctx.store.plans.lines().length === 0
  // Under a date that cannot be believed the station opens to say so, and takes nothing.
  if (isEmpty && existsSync(sample) && !station.ctx.clock.refusal) {
    await station.importPlan(readFileSync(sample), SAMPLE_PLAN)
  }
  if (station.desk.person) await station.press({ key: 'lock' })
  await station.recover()
  station.start()
  startLedger().catch((error: unknown) => {
    // A bug ends the process, as an unhandled rejection.
    if (!(error instanceof BondmarkError)) throw error
    // A sync says so again, in words; until then the ledger's sign is not green.
    station.ctx.logger.error(error.toFailure(), 'the training ledger did not start')
  })
}
