import type { Command } from 'commander'
import { formatVkey, noteSignatureTypes } from '../../core/log/vkey.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { runWitness } from '../../sync/ledger/witness/run-witness.ts'
import { makeWitness } from '../../sync/ledger/witness/witness-files.ts'
import { ledgerCaOption, trustLedgerCa } from './ledger-ca-option.ts'
import { interrupted } from './ledger-commands.ts'
import { readPort } from './port.ts'
import { answer, personPath, tell } from './terminal.ts'

interface WitnessServeOptions {
  readonly data: string
  readonly logs: string
  readonly port: string
  readonly host: string
  readonly ledgerCa?: string
  readonly json?: boolean
}

/** `bondmark witness`: cosigns the checkpoints of other members' logs, in this process, in the foreground. */
export function addWitnessCommands(program: Command): void {
  const witness = program.command('witness').description('a witness that cosigns the checkpoints of logs')
  witness
    .command('init')
    .description('make a witness’s key; its public half is for a membership')
    .requiredOption('--data <dir>', 'folder of the witness')
    .requiredOption('--name <name>', 'its name, as witness.example.org/w1')
    .option('--json', 'answer as JSON')
    .action((options: { data: string; name: string; json?: boolean }) => {
      const { name, publicKey } = makeWitness(personPath(options.data), options.name)
      const vkey = formatVkey(name, noteSignatureTypes.cosignature, publicKey)
      if (options.json) answer({ format: 'bondmark/witness/1', name, vkey })
      else tell({ code: 'witness-made', detail: { name, vkey } })
    })
  witness
    .command('serve')
    .description('cosign what logs add, until interrupted')
    .requiredOption('--data <dir>', 'folder of the witness')
    .requiredOption('--logs <file>', 'verifier keys of the logs that it watches; read again when it changes')
    .requiredOption('--port <n>', 'port to listen on; 0 for a free one')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(ledgerCaOption())
    .option('--json', 'say where it listens as JSON')
    .action(async (options: WitnessServeOptions) => {
      trustLedgerCa(options)
      const running = await runWitness({
        data: personPath(options.data),
        logsFile: personPath(options.logs),
        host: options.host,
        port: readPort(options.port),
        logger: createLogger({ name: 'witness', level: 'info' }),
      })
      const { name, url, logs, vkey } = running
      const ended = interrupted()
      if (options.json) answer({ format: 'bondmark/witness/1', ready: true, name, url, vkey })
      else tell({ code: 'witness-serving', detail: { name, url, logs } })
      await ended
      await running.close()
    })
}
