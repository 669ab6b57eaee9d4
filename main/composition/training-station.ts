import { existsSync, readFileSync } from 'node:fs'
import type { AnyRouter } from '@orpc/server'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { createLogger, type Logger } from '../../platform/log/logger.ts'
import { checkInProcess } from '../damage/damage-process.ts'
import { DamagedStation, damagedRouter } from '../damage/damaged-station.ts'
import type { Station } from '../station/station.ts'
import { stationRouter } from '../station/station-router.ts'
import { isDamage } from '../store/damage-codes.ts'
import { makeTrainingWorkspace } from '../training/make-workspace.ts'
import { SAMPLE_PLAN, samplePlanFile } from '../training/sample-products.ts'
import { isWorkspace, workspaceFiles } from '../workspace/workspace.ts'
import { type OpenWorkspace, openWorkspace } from './open-workspace.ts'
import { WAIT_MS_MAX } from './wait.ts'

/** What a host serves, and what it logs to. */
export interface ServedStation {
  readonly router: AnyRouter
  readonly logger: Logger
  close(): Promise<void>
}

/** Paper speed of the training printer: slow enough to see a label come out. */
const LABEL_MS = 350

/**
 * The station that a person opens, in either host: on the training workspace, which is made on first start and given the
 * sample plan, with its ledger started beside it. Whoever comes back signs in again; what was stopped stays stopped.
 */
export async function openTrainingStation(
  folder: string,
  tell: (said: Failure) => void,
): Promise<ServedStation> {
  if (!isWorkspace(folder)) {
    try {
      await makeTrainingWorkspace(folder, wallClock)
      tell({ code: 'workspace-made', detail: { folder } })
    } catch (error) {
      // Somebody who started at the same moment was quicker.
      if (!(error instanceof BondmarkError && error.code === 'workspace-exists')) throw error
    }
  }
  try {
    return await openWhole(folder, tell)
  } catch (error) {
    if (!(error instanceof BondmarkError && (isDamage(error.code) || isUnreadable(error, folder))))
      throw error
    tell(error.toFailure())
    tell({ code: 'station-opens-readonly', detail: { folder } })
    return openDamaged(folder, error.toFailure())
  }
}

/** A header that is wiped out makes another program's file of ours: a folder with a profile tells them apart. */
const isUnreadable = (error: BondmarkError, folder: string): boolean =>
  (error.code === 'database-foreign' && error.detail.file === workspaceFiles(folder).database) ||
  error.code === 'database-missing'

function openDamaged(folder: string, failure: Failure): ServedStation {
  const logger = createLogger({ name: 'station', level: 'info', destination: workspaceFiles(folder).log })
  logger.error(failure, 'the workspace is damaged and opened read-only')
  const station = new DamagedStation(folder, failure, wallClock.now(), logger)
  return { router: damagedRouter(station), logger, close: async () => station.close() }
}

async function openWhole(folder: string, tell: (said: Failure) => void): Promise<ServedStation> {
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
    await prepare(workspace, tell)
  } catch (error) {
    await workspace.close()
    throw error
  }
  const { station } = workspace
  const looking = lookAtAll(station)
  return {
    router: stationRouter(workspace),
    logger: station.ctx.logger,
    close: async () => {
      looking.cancel()
      await workspace.close()
    },
  }
}

/** Once it runs, every page is looked at in the background: what start could not see in its first seconds. */
function lookAtAll(station: Station): { cancel(): void } {
  const { answer, cancel } = checkInProcess(station.ctx.store.file)
  answer.then(
    (failure) => {
      if (failure) station.breakDown(failure)
    },
    (error: unknown) => {
      if (!(error instanceof BondmarkError)) throw error
      station.ctx.logger.error(error.toFailure(), 'the database could not be looked at as a whole')
    },
  )
  return { cancel }
}

async function prepare(
  { station, devices, sharing, startLedger }: OpenWorkspace,
  tell: (said: Failure) => void,
): Promise<void> {
  const sample = samplePlanFile()
  const isEmpty = !station.ctx.store.plans.hasLines()
  // Under a date that cannot be believed the station opens to say so, and takes nothing.
  if (isEmpty && existsSync(sample) && !station.ctx.clock.refusal) {
    await station.importPlan(readFileSync(sample), SAMPLE_PLAN)
  }
  if (station.desk.person) await station.press({ key: 'lock' })
  await station.recover()
  station.start()
  // Not waited for: no device keeps the station from its work.
  void devices.start()
  startLedger()
    .then((url) => {
      tell({ code: 'label-pages-at', detail: { url } })
      return sharing.follow()
    })
    .catch((error: unknown) => {
      // A bug ends the process, as an unhandled rejection.
      if (!(error instanceof BondmarkError)) throw error
      // A sync says so again, in words; until then the ledger's sign is not green.
      station.ctx.logger.error(error.toFailure(), 'the training ledger did not start')
    })
}
