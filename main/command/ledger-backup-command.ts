import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { makeLedgerBackup } from '../backup/make-ledger-backup.ts'
import { requireGoodPassphrase } from '../backup/passphrase.ts'
import { outputPath } from './output-path.ts'
import { addPassphraseOptions, givenPassphrase, type PassphraseOptions } from './passphrase-option.ts'
import { answer, personPath, tell } from './terminal.ts'

interface BackupOptions extends PassphraseOptions {
  readonly data: string
  readonly out: string
  readonly json?: boolean
}

/** `ledger backup`: a ledger's folder in one file, also while it runs. */
export function addLedgerBackup(ledger: Command): void {
  addPassphraseOptions(ledger.command('backup'))
    .description('put everything a ledger needs into one file, also while it serves')
    .requiredOption('--data <dir>', 'folder of the ledger')
    .requiredOption('--out <file>', 'where to write it; must not be there yet')
    .option('--json', 'answer as JSON')
    .action(async (options: BackupOptions) => {
      const data = personPath(options.data)
      const passphrase = givenPassphrase(options)
      if (passphrase !== null) requireGoodPassphrase(passphrase)
      else if (holdsOpenKeys(data)) throw new BondmarkError('backup-passphrase-needed', {})
      const made = await makeLedgerBackup({ data, out: outputPath(options.out), passphrase }, wallClock)
      const { file, bytes, header } = made
      const { files: _, ...facts } = header
      if (options.json)
        answer({
          ...facts,
          format: 'bondmark/ledger-backup-made/1',
          file,
          bytes,
          encrypted: passphrase !== null,
        })
      else
        tell({
          code: 'ledger-backup-made',
          detail: { file, entries: header.entries, megabytes: Math.ceil(bytes / 1e5) / 10 },
        })
    })
}

/** Keys that whoever has the file could sign with: a real ledger's that were made without a passphrase. */
function holdsOpenKeys(data: string): boolean {
  const file = join(data, 'keys.json')
  return existsSync(file) && !/"training":\s*"/.test(readFileSync(file, 'utf8'))
}
