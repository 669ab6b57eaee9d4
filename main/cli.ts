import { Command, CommanderError } from 'commander'
import { groupsFor } from './command/command-groups.ts'
import { asFailure, EXIT, isRead, outliveReaders, tell } from './command/terminal.ts'

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
  for (const { load } of groupsFor(argv)) (await load())(program, exit)
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
  'catalogue-table-unknown',
  'draw-lot-large',
  'draw-lot-malformed',
  'draw-lot-repeated',
  'draw-nothing',
  'draw-seed-malformed',
  'file-missing',
  'file-is-folder',
  'file-not-folder',
  'file-too-large',
  'file-too-large-unread',
  'file-name-too-long',
  'file-links-in-circle',
  'json-malformed',
  'badge-unknown',
  'bonded-input-malformed',
  'label-content-malformed',
  'label-kind-differs',
  'label-model-differs',
  'output-is-terminal',
  'template-missing',
  'sampling-aql-unknown',
  'sampling-isolated',
  'sampling-level-unknown',
  'sampling-lot-single',
  'sampling-lot-size',
  'sampling-percent-above-10',
  'sampling-severity-unknown',
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
  'service-key-name-malformed',
  'service-scopes-malformed',
  'service-webhook-address',
  'service-webhook-secret',
  'service-where-unsaid',
  'training-only',
  'passcode-needed',
  'rules-bundle-malformed',
  'rules-days-backwards',
  'rules-malformed',
  'rules-missing',
  'rules-workspace-unsaid',
  'trust-malformed',
])

function overrideExits(command: Command): void {
  for (const child of command.commands) {
    child.exitOverride()
    overrideExits(child)
  }
}
