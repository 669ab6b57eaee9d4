import type { Command } from 'commander'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { backupInProcess } from '../backup/backup-process.ts'
import { requireGoodPassphrase } from '../backup/passphrase.ts'
import { readBackup } from '../backup/read-archive.ts'
import { readProfile } from '../workspace/workspace.ts'
import { outputPath } from './output-path.ts'
import {
  addPassphraseOptions,
  givenPassphrase,
  neededPassphrase,
  type PassphraseOptions,
} from './passphrase-option.ts'
import { answer, personPath, progressLine, tell } from './terminal.ts'

interface BackupOptions extends PassphraseOptions {
  readonly workspace?: string
  readonly out?: string
  readonly plain?: boolean
  readonly json?: boolean
}

/** Backups of a workspace, made beside a running station, and what they hold. */
export function addBackupCommands(program: Command): void {
  const backup = addPassphraseOptions(program.command('backup'))
    .description('put everything a workspace needs into one file, also while the station works')
    .option('--workspace <dir>', 'folder of the workspace')
    .option('--out <file>', 'where to write it; a backup that stands there is replaced')
    .option('--plain', 'not encrypted; training workspaces may do without a passphrase anyway')
    .option('--json', 'answer as JSON')
    .action(async (options: BackupOptions) => {
      const { workspace, out } = options
      if (!workspace) return backup.error("error: required option '--workspace <dir>' not specified")
      if (!out) return backup.error("error: required option '--out <file>' not specified")
      await make({ ...options, workspace, out })
    })

  addPassphraseOptions(backup.command('check <file>'))
    .description('whether a backup is whole, byte for byte; nothing is restored')
    .option('--json', 'answer as JSON')
    .action(async (name: string, _: PassphraseOptions, command: Command) => {
      // The parent knows the same options, and takes them before this command does.
      const options = command.optsWithGlobals<BackupOptions>()
      await check(personPath(name), options)
    })
}

async function make(options: BackupOptions & { workspace: string; out: string }): Promise<void> {
  const workspace = personPath(options.workspace)
  const { training } = readProfile(workspace)
  const passphrase = options.plain ? null : givenPassphrase(options)
  if (passphrase !== null) requireGoodPassphrase(passphrase)
  else if (!training && !options.plain) throw new BondmarkError('backup-passphrase-needed', {})
  const progress = progressLine()
  const task = { workspace, out: outputPath(options.out), passphrase }
  try {
    const { file, bytes, encrypted, header } = await backupInProcess(task, ({ stage, done, total }) =>
      progress.show(`${stage} ${Math.floor((100 * done) / Math.max(total, 1))} %`),
    )
    progress.end()
    const { files: _, ...facts } = header
    if (options.json) answer({ ...facts, format: 'bondmark/backup-made/1', file, bytes, encrypted })
    else {
      const megabytes = Math.ceil(bytes / 1e5) / 10
      tell({ code: 'backup-made', detail: { file, statements: header.statements, megabytes } })
      if (!encrypted) tell({ code: 'backup-not-encrypted', detail: {} })
      const missing = header.attachments?.missing ?? 0
      if (missing > 0) tell({ code: 'backup-attachments-missing', detail: { missing } })
    }
  } finally {
    progress.end()
  }
}

async function check(file: string, options: BackupOptions): Promise<void> {
  const progress = progressLine()
  try {
    const { header, encrypted } = await readBackup({
      file,
      passphrase: neededPassphrase(options),
      onProgress: (done, total) => progress.show(`${Math.floor((100 * done) / Math.max(total, 1))} %`),
    })
    progress.end()
    if (options.json) answer({ ...header, format: 'bondmark/backup-check/1', ok: true, file, encrypted })
    else {
      const { station, statements, madeAt } = header
      tell({ code: 'backup-checked', detail: { file, station, statements, at: madeAt } })
    }
  } finally {
    progress.end()
  }
}
