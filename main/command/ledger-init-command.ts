import type { Command } from 'commander'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { makeSealedKeys } from '../../sync/ledger/sealed-keys.ts'
import { TRAINING_PASSPHRASE } from '../../sync/ledger/training-keys.ts'
import { PASSPHRASE_LENGTH_MIN } from '../backup/passphrase.ts'
import { addPassphraseOptions, givenPassphrase, type PassphraseOptions } from './passphrase-option.ts'
import { answer, personPath, tell } from './terminal.ts'

interface InitOptions extends PassphraseOptions {
  readonly data: string
  readonly org: string
  readonly host: string
  readonly witness: boolean
  readonly json?: boolean
}

/**
 * `ledger init`: makes the keys of a real ledger and prints what its administrators put into the membership. A training
 * ledger has none to make: its keys follow from its membership.
 */
export function addLedgerInit(ledger: Command): void {
  addPassphraseOptions(ledger.command('init'))
    .description('make the keys of a real ledger, and print what its membership must list')
    .requiredOption('--data <dir>', 'folder of the ledger')
    .requiredOption('--org <name>', 'the organisation whose log it keeps')
    .requiredOption('--host <host>', 'where it will be found, as in its address')
    .option('--no-witness', 'do not list its own witness: others witness it')
    .option('--json', 'answer as JSON')
    .action(async (options: InitOptions) => {
      const passphrase = givenPassphrase(options)
      const data = personPath(options.data)
      if (passphrase === null) throw new BondmarkError('ledger-passphrase-needed', { data })
      requireStrong(passphrase)
      const { org, host } = options
      const now = Date.parse(wallClock.now())
      const made = await makeSealedKeys(data, { org, host, passphrase, now })
      const [log, witness] = made.keys
      const said = {
        format: 'bondmark/ledger-init/1',
        data,
        origin: made.origin,
        logVkey: made.logVkey,
        witnessVkey: options.witness ? made.witnessVkey : null,
        keys: options.witness ? [log, witness] : [log],
      }
      if (options.json) return answer(said)
      tell({ code: 'ledger-made', detail: { origin: made.origin, data } })
      // One JSON text, so that what was printed into a file is what `ledger members found --add` takes.
      const vkeys = [said.logVkey, said.witnessVkey].filter((vkey) => vkey !== null)
      process.stdout.write(`${JSON.stringify({ keys: said.keys, vkeys }, null, 2)}\n`)
    })
}

function requireStrong(passphrase: string): void {
  if ([...passphrase].length < PASSPHRASE_LENGTH_MIN || passphrase === TRAINING_PASSPHRASE)
    throw new BondmarkError('ledger-passphrase-weak', { min: PASSPHRASE_LENGTH_MIN })
}
