import { Command, CommanderError } from 'commander'
import { addArchiveCommand } from './command/archive-command.ts'
import { addBackupCommands } from './command/backup-commands.ts'
import { addBatchCommands } from './command/batch-commands.ts'
import { addDevicesCommands } from './command/devices-commands.ts'
import { addEpcisCommand } from './command/epcis-command.ts'
import { addExportCommand } from './command/export-command.ts'
import { addFindCommand } from './command/find-command.ts'
import { addLabelCommands } from './command/label-commands.ts'
import { addLedgerCommands } from './command/ledger-commands.ts'
import { addPlanCommands } from './command/plan-commands.ts'
import { addPureCommands } from './command/pure-commands.ts'
import { addRestoreCommand } from './command/restore-command.ts'
import { addSalvageCommand } from './command/salvage-command.ts'
import { addSerialsCommands } from './command/serials-commands.ts'
import { addStationCommand } from './command/station-command.ts'
import { addStockCommand } from './command/stock-command.ts'
import { asFailure, EXIT, isRead, outliveReaders, tell } from './command/terminal.ts'
import { addVerifyCommand } from './command/verify-command.ts'
import { addWitnessCommands } from './command/witness-commands.ts'
import { addWorkspaceCommands } from './command/workspace-commands.ts'

/**
 * The `bondmark` command. Answers 0 when all is done, 1 when something is left or went wrong, 2 for wrong use
 * (FORMATS, "Answers of the command line"). Answers go to standard output, words for people to standard error.
 */
export async function main(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.done
  outliveReaders()
  const exit = (wanted: number) => {
    code = wanted
  }
  const program = new Command('bondmark')
    .description('The labeling station of a bonded warehouse')
    .showHelpAfterError('(bondmark COMMAND --help says more)')
    .exitOverride()
  addStationCommand(program)
  addWorkspaceCommands(program, exit)
  addBackupCommands(program)
  addRestoreCommand(program)
  addSalvageCommand(program, exit)
  addFindCommand(program, exit)
  addExportCommand(program, exit)
  addArchiveCommand(program, exit)
  addBatchCommands(program, exit)
  addVerifyCommand(program, exit)
  addLabelCommands(program, exit)
  addLedgerCommands(program, exit)
  addWitnessCommands(program)
  addPureCommands(program, exit)
  addPlanCommands(program, exit)
  addEpcisCommand(program, exit)
  addDevicesCommands(program, exit)
  addStockCommand(program, exit)
  addSerialsCommands(program, exit)
  overrideExits(program)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return code === EXIT.done && !isRead() ? EXIT.left : code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUse
    const failure = asFailure(error)
    if (!failure) throw error
    tell(failure)
    return wrongUse.has(failure.code) ? EXIT.wrongUse : EXIT.left
  }
}

/** Failures that say the command was used wrongly: nothing was begun. */
const wrongUse: ReadonlySet<string> = new Set([
  'address-malformed',
  'ledger-name-malformed',
  'ledger-passphrase-needed',
  'ledger-passphrase-weak',
  'tls-needs-both',
  'backup-out-taken',
  'backup-passphrase-needed',
  'backup-passphrase-published',
  'backup-passphrase-short',
  'backup-passphrase-unusable',
  'output-in-workspace',
  'path-empty',
  'file-missing',
  'file-is-folder',
  'file-not-folder',
  'file-too-large',
  'file-too-large-unread',
  'file-name-too-long',
  'file-links-in-circle',
  'json-malformed',
  'badge-unknown',
  'label-content-malformed',
  'label-kind-differs',
  'label-model-differs',
  'output-is-terminal',
  'template-missing',
  'script-malformed',
  'time-malformed',
  'day-malformed',
  'device-address-malformed',
  'device-kind-unsaid',
  'device-model-unknown',
  'device-not-here',
  'zone-malformed',
  'find-unnamed',
  'batch-missing-here',
  'membership-org-unlisted',
  'membership-versions-differ',
  'administrator-key-malformed',
  'enrolment-code-malformed',
  'key-passphrase-needed',
  'members-count-malformed',
  'members-key-ambiguous',
  'members-key-malformed',
  'members-key-unknown',
  'members-name-unusable',
  'members-nothing-to-change',
  'members-out-unsaid',
  'members-pair-malformed',
  'members-where-unsaid',
  'membership-draft-malformed',
  'output-taken',
  'sscc-block-malformed',
  'port-malformed',
  'verify-needs-trust',
  'workspace-missing',
  'workspace-exists',
  'folder-not-empty',
  'init-training-only',
  'label-picture-of-one',
  'restore-folder-not-empty',
  'right-not-found',
  'training-only',
  'rules-malformed',
  'trust-malformed',
])

function overrideExits(command: Command): void {
  for (const child of command.commands) {
    child.exitOverride()
    overrideExits(child)
  }
}
