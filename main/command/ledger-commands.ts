import type { Command } from 'commander'
import { createLogger } from '../../platform/log/logger.ts'
import { serveLedger } from '../../sync/ledger/serve-ledger.ts'
import { readPort } from './port.ts'
import { answer, personPath, tell } from './terminal.ts'

/** The consortium ledger, which is a program of its own; here it runs in this process, in the foreground. */
export function addLedgerCommands(program: Command): void {
  program
    .command('ledger')
    .description('the consortium ledger')
    .command('serve')
    .description('serve a member’s log until interrupted')
    .requiredOption('--data <dir>', 'folder of the ledger')
    .requiredOption('--port <n>', 'port to listen on; 0 for a free one')
    .requiredOption('--membership <file>', 'whom the ledger listens to')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--json', 'say where it listens as JSON')
    .action(
      async (options: { data: string; port: string; membership: string; host: string; json?: boolean }) => {
        const port = readPort(options.port)
        const logger = createLogger({ name: 'ledger', level: 'info' })
        const ledger = await serveLedger({
          data: personPath(options.data),
          host: options.host,
          port,
          membershipFile: personPath(options.membership),
          logger,
        })
        const { url, origin, logVkey, witnessVkey } = ledger
        if (options.json)
          answer({ format: 'bondmark/ledger/1', ready: true, url, origin, logVkey, witnessVkey })
        else tell({ code: 'ledger-serving', detail: { url, origin } })
        await interrupted()
        await ledger.close()
      },
    )
}

/** Resolves at Ctrl-C, SIGTERM, or when the terminal is closed. */
export function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
}
