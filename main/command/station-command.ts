import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { wallClock } from '../../platform/clock/clock.ts'
import { type OpenWorkspace, openWorkspace } from '../composition/open-workspace.ts'
import { startBrowserHost } from '../hosts/browser.ts'
import { stationRouter } from '../station/station-router.ts'
import { makeTrainingWorkspace } from '../training/make-workspace.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { isWorkspace, workspaceFiles } from '../workspace/workspace.ts'
import { interrupted } from './ledger-commands.ts'
import { personPath, tell } from './terminal.ts'
import { WAIT_MS_MAX } from './workspace-commands.ts'

/** Paper speed of the training printer: slow enough to see a label come out. */
const LABEL_MS = 350
/** The sample plan that a new training workspace is given. */
const SAMPLE_PLAN = 'day-1.csv'

/** `npm start`: the station on its training workspace, made when there is none, until the window closes or Ctrl-C. */
export function addStationCommand(program: Command): void {
  program
    .command('station')
    .description('open the station on a training workspace')
    .option('--workspace <dir>', 'folder of the workspace; .bondmark/training when absent')
    .option('--port <n>', 'port on loopback; a free one when absent', '0')
    .option('--no-window', 'print the address instead of opening a window')
    .action(async (options: { workspace?: string; port: string; window: boolean }) => {
      const folder = options.workspace
        ? personPath(options.workspace)
        : repositoryFile('.bondmark', 'training')
      const isNew = !isWorkspace(folder)
      if (isNew) {
        await makeTrainingWorkspace(folder, wallClock)
        tell({ code: 'workspace-made', detail: { folder } })
      }
      const workspace = await openWorkspace({
        folder,
        clock: wallClock,
        labelMs: LABEL_MS,
        waitMsMax: WAIT_MS_MAX,
        onWait: () => tell({ code: 'workspace-wait', detail: { folder } }),
        logLevel: 'info',
      })
      try {
        await run(workspace, folder, Number(options.port), options.window)
      } finally {
        await workspace.close()
        tell({ code: 'station-ended', detail: {} })
      }
    })
}

async function run(workspace: OpenWorkspace, folder: string, port: number, window: boolean): Promise<void> {
  const { station, scanners, sync, hands } = workspace
  if (station.ctx.store.plans.lines().length === 0) {
    const sample = repositoryFile('fixtures', 'plans', SAMPLE_PLAN)
    if (existsSync(sample)) await station.importPlan(readFileSync(sample), SAMPLE_PLAN)
  }
  // A person who comes back signs in again; what was stopped stays stopped.
  if (station.desk.person) await station.press({ key: 'lock' })
  station.start()
  const ledger = workspace.startLedger().then(
    () => station.changed(),
    (error: unknown) => station.ctx.logger.error({ err: error }, 'the training ledger did not start'),
  )
  const closed = Promise.withResolvers<void>()
  const host = await startBrowserHost({
    router: stationRouter({ station, scanners, sync, hands }),
    rendererDir: repositoryFile('dist', 'renderer'),
    stateDir: workspaceFiles(folder).browser,
    port,
    display: window ? 'window' : 'print',
    logger: station.ctx.logger,
    training: true,
    tell,
    onWindowClosed: () => closed.resolve(),
  })
  tell({ code: 'station-ready', detail: { folder: join(folder) } })
  await Promise.race([interrupted(), closed.promise])
  tell({ code: 'station-ending', detail: {} })
  await host.close()
  await ledger
}
