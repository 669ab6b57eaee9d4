import type { AnyRouter } from '@orpc/server'
import type { Command } from 'commander'
import { wallClock } from '../../platform/clock/clock.ts'
import { makeFolder } from '../../platform/files/make-folder.ts'
import { createLogger, type Logger } from '../../platform/log/logger.ts'
import { openTrainingStation } from '../composition/training-station.ts'
import { EnrollingStation, enrollingRouter } from '../enrol/enrolling-station.ts'
import { type BrowserHost, startBrowserHost } from '../hosts/browser.ts'
import { crashLoudly } from '../hosts/crash-loudly.ts'
import { enrolTrainingWorkspace } from '../training/enrol-training.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { isWorkspace, workspaceFiles } from '../workspace/workspace.ts'
import { ledgerCaOption, trustLedgerCa } from './ledger-ca-option.ts'
import { interrupted } from './ledger-commands.ts'
import { readPort } from './port.ts'
import { personPath, tell } from './terminal.ts'

interface StationOptions {
  readonly workspace?: string
  readonly port: string
  readonly window: boolean
  readonly enrol?: string
  readonly name: string
  readonly ledgerCa?: string
}

interface Where {
  readonly folder: string
  readonly port: number
  readonly window: boolean
}

/** `npm start`: the station on its training workspace, made when there is none, until the window closes or Ctrl-C. */
export function addStationCommand(program: Command): void {
  program
    .command('station')
    .description('open the station on a training workspace')
    .option('--workspace <dir>', 'folder of the workspace; .bondmark/training when absent')
    .option('--port <n>', 'port on loopback; a free one when absent', '0')
    .option('--no-window', 'print the address instead of opening a window')
    .option('--enrol <url>', 'while there is no workspace: ask the ledger there to let this station in')
    .option('--name <name>', 'name of the station that asks', 'LBL08')
    .addOption(ledgerCaOption())
    .action(async (options: StationOptions) => {
      trustLedgerCa(options)
      const port = readPort(options.port)
      const folder = options.workspace
        ? personPath(options.workspace)
        : repositoryFile('.bondmark', 'training')
      const where = { folder, port, window: options.window }
      if (options.enrol === undefined || isWorkspace(folder)) await runStation(where)
      else await runEnrolling(where, options.enrol, options.name)
    })
}

async function runStation(where: Where): Promise<void> {
  const station = await openTrainingStation(where.folder, tell)
  const stopWatching = crashLoudly(station.logger)
  try {
    const { host, ended } = await show(station, where)
    await ended
    tell({ code: 'station-ending', detail: {} })
    await host.close()
  } finally {
    await station.close()
    stopWatching()
    tell({ code: 'station-ended', detail: {} })
  }
}

/** A station that is not let in yet, and in the same window the station that it becomes. */
async function runEnrolling(where: Where, url: string, name: string): Promise<void> {
  const { folder } = where
  makeFolder(folder, 0o700)
  const logger = createLogger({ name: 'station', level: 'info', destination: workspaceFiles(folder).log })
  const stopWatching = crashLoudly(logger)
  const waiting = new EnrollingStation({
    station: name,
    ledger: url,
    clock: wallClock,
    logger,
    enrol: (show, signal) =>
      enrolTrainingWorkspace(folder, { url, station: name, trust: null, clock: wallClock, show, signal }),
  })
  const { host, ended } = await show({ router: enrollingRouter(waiting), logger }, where)
  let close = async () => waiting.close()
  try {
    const isMade = await Promise.race([waiting.made.then(() => true), ended.then(() => false)])
    if (isMade) {
      const station = await openTrainingStation(folder, tell)
      close = () => station.close()
      host.serve(station.router, station.logger)
      await ended
    }
    tell({ code: 'station-ending', detail: {} })
    await host.close()
  } finally {
    await close()
    stopWatching()
    tell({ code: 'station-ended', detail: {} })
  }
}

/** The browser host, and what resolves when its window is closed or the terminal says so. */
async function show(
  { router, logger }: { readonly router: AnyRouter; readonly logger: Logger },
  { folder, port, window }: Where,
): Promise<{ readonly host: BrowserHost; readonly ended: Promise<void> }> {
  const closed = Promise.withResolvers<void>()
  const host = await startBrowserHost({
    router,
    rendererDir: repositoryFile('dist', 'renderer'),
    stateDir: workspaceFiles(folder).browser,
    port,
    display: window ? 'window' : 'print',
    logger,
    training: true,
    tell,
    onWindowClosed: () => closed.resolve(),
  })
  tell({ code: 'station-ready', detail: { folder } })
  return { host, ended: Promise.race([interrupted(), closed.promise]) }
}
