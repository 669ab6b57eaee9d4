import type { Command } from 'commander'
import { wallClock } from '../../platform/clock/clock.ts'
import { restoreWorkspace } from '../restore/restore-workspace.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { addPassphraseOptions, neededPassphrase, type PassphraseOptions } from './passphrase-option.ts'
import { answer, personPath, progressLine, tell } from './terminal.ts'

interface RestoreCommandOptions extends PassphraseOptions {
  readonly from: string
  readonly workspace: string
  readonly despiteProblems?: boolean
  readonly json?: boolean
}

/** `bondmark restore`: a workspace out of a backup, with a key of its own. */
export function addRestoreCommand(program: Command): void {
  addPassphraseOptions(program.command('restore'))
    .description('make a workspace out of a backup, in an empty folder; it gets a key of its own')
    .requiredOption('--from <file>', 'the backup')
    .requiredOption('--workspace <dir>', 'the new folder')
    .option('--despite-problems', 'take a backup whose contents do not verify')
    .option('--json', 'answer as JSON')
    .action(restore)
}

async function restore(options: RestoreCommandOptions): Promise<void> {
  const folder = personPath(options.workspace)
  const progress = progressLine()
  try {
    const { profile, formerKid, head, uncertain, header, checked } = await restoreWorkspace({
      backup: personPath(options.from),
      folder,
      passphrase: neededPassphrase(options),
      despiteProblems: options.despiteProblems ?? false,
      clock: wallClock,
      onProgress: (stage, done, total) =>
        progress.show(`${stage} ${Math.floor((100 * done) / Math.max(total, 1))} %`),
    })
    progress.end()
    const { kid, station, serialPrefix: prefix, ssccBlock } = profile
    const { madeAt, statements, receipts } = header
    if (options.json) {
      answer({
        format: 'bondmark/restore/1',
        workspace: folder,
        station,
        kid,
        formerKid,
        restored: head && { seq: head.seq, id: head.id },
        madeAt,
        statements,
        receipts,
        serialPrefix: prefix,
        ssccBlock,
        uncertain,
        problems: checked.problems,
      })
      return
    }
    tell({ code: 'restore-done', detail: { folder, at: madeAt, statements, prefix, uncertain } })
    const { membership } = workspaceFiles(folder)
    tell({ code: 'restore-old-key', detail: { kid: formerKid.slice(0, 8), seq: head?.seq ?? 0, membership } })
  } finally {
    progress.end()
  }
}
