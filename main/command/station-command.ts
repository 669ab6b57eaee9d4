import type { Command } from 'commander'
import { openTrainingStation, type ServedStation } from '../composition/training-station.ts'
import { startBrowserHost } from '../hosts/browser.ts'
import { crashLoudly } from '../hosts/crash-loudly.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { interrupted } from './ledger-commands.ts'
import { readPort } from './port.ts'
import { personPath, tell } from './terminal.ts'

/** `npm start`: the station on its training workspace, made when there is none, until the window closes or Ctrl-C. */
export function addStationCommand(program: Command): void {
  program
    .command('station')
    .description('open the station on a training workspace')
    .option('--workspace <dir>', 'folder of the workspace; .bondmark/training when absent')
    .option('--port <n>', 'port on loopback; a free one when absent', '0')
    .option('--no-window', 'print the address instead of opening a window')
    .action(async (options: { workspace?: string; port: string; window: boolean }) => {
      const port = readPort(options.port)
      const folder = options.workspace
        ? personPath(options.workspace)
        : repositoryFile('.bondmark', 'training')
      const station = await openTrainingStation(folder, tell)
      const stopWatching = crashLoudly(station.logger)
      try {
        await serve(station, folder, port, options.window)
      } finally {
        await station.close()
        stopWatching()
        tell({ code: 'station-ended', detail: {} })
      }
    })
}

async function serve(station: ServedStation, folder: string, port: number, window: boolean): Promise<void> {
  const closed = Promise.withResolvers<void>()
  const host = await startBrowserHost({
    router: station.router,
    rendererDir: repositoryFile('dist', 'renderer'),
    stateDir: workspaceFiles(folder).browser,
    port,
    display: window ? 'window' : 'print',
    logger: station.logger,
    training: true,
    tell,
    onWindowClosed: () => closed.resolve(),
  })
  tell({ code: 'station-ready', detail: { folder } })
  await Promise.race([interrupted(), closed.promise])
  tell({ code: 'station-ending', detail: {} })
  await host.close()
}
