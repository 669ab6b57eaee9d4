// What Electron's utility process runs (dist/electron/station.mjs): the training station, made on first start.
import { wallClock } from '../../platform/clock/clock.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { openWorkspace } from '../composition/open-workspace.ts'
import { stationRouter } from '../station/station-router.ts'
import { makeTrainingWorkspace } from '../training/make-workspace.ts'
import { isWorkspace } from '../workspace/workspace.ts'
import { type OpenStation, serveStation } from './station-process.ts'

/** Paper speed of the simulated printer: a person wants to see a label come out. */
const LABEL_MS = 400

const open: OpenStation = async ({ folder }) => {
  if (!isWorkspace(folder)) await makeTrainingWorkspace(folder, wallClock)
  const workspace = await openWorkspace({
    folder,
    clock: wallClock,
    labelMs: LABEL_MS,
    waitMsMax: 0,
    onWait: () => {},
    logLevel: 'info',
  })
  workspace.station.start()
  return { router: stationRouter(workspace), close: () => workspace.close() }
}

serveStation(process.parentPort, open, createLogger({ name: 'station-process' }), (code) =>
  process.exit(code),
)
