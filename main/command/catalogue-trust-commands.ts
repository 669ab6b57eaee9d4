import type { Command } from 'commander'
import type { PublisherScope } from '../../core/catalogue/publisher/publisher-scope.ts'
import { isTableName, type TableName, tableNames } from '../../core/catalogue/tables.ts'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { PublisherDesk } from '../catalogue/publishers/publisher-desk.ts'
import { addPasscodeOptions, type PasscodeOptions, passcodeOf } from './passcode-option.ts'
import { readNamedFile } from './read-file.ts'
import { personPath, tell } from './terminal.ts'
import { waitOption } from './wait-option.ts'
import { withWorkspace } from './with-workspace.ts'

const LIST_BYTES_MAX = 8 * 1024 * 1024

interface InWorkspace extends PasscodeOptions {
  readonly workspace: string
  readonly wait: number
}

interface TrustOptions extends InWorkspace {
  readonly membership?: string
  readonly trust?: string
  readonly tables?: string
  readonly brand?: readonly string[]
}

/** `bondmark catalogue trust` and `distrust`: whom a workspace believes of goods data beside its own organisation. */
export function addTrustCommands(catalogue: Command): void {
  const command = (name: string, description: string) =>
    addPasscodeOptions(
      catalogue
        .command(name)
        .description(description)
        .requiredOption('--workspace <dir>', 'folder of the workspace'),
    ).addOption(waitOption())

  command('trust <member>', 'believe another member’s goods data from now on, by a supervisor’s signed word')
    .option('--membership <file>', 'its membership; without it, the one that is known here')
    .option('--trust <file>', 'a trust file that says who signs it; without it, who signs our own')
    .option('--tables <names>', `only these, with commas between: ${tableNames.join(', ')}`)
    .option(
      '--brand <name>',
      'only goods of this brand; may be said again',
      (one: string, all: string[] = []) => [...all, one],
    )
    .action((publisher: string, options: TrustOptions) =>
      atDesk(options, (desk, who) =>
        desk.trust({
          publisher,
          membership: bytesOf(options.membership),
          trust: bytesOf(options.trust),
          scope: scopeOf(options),
          ...who,
        }),
      ),
    )

  command('distrust <member>', 'no longer believe it: nothing of it counts, and lines are decided again')
    .requiredOption('--reason <text>', 'why')
    .action((publisher: string, options: InWorkspace & { readonly reason: string }) =>
      atDesk(options, (desk, who) => desk.endTrust({ publisher, reason: options.reason, ...who })),
    )
}

const atDesk = (
  options: InWorkspace,
  use: (desk: PublisherDesk, who: { badge: string; passcode: string }) => ReturnType<PublisherDesk['trust']>,
): Promise<void> =>
  withWorkspace(
    { folder: personPath(options.workspace), waitMsMax: options.wait },
    async ({ station, control }) => {
      const { sentence } = await use(control.publishers, passcodeOf(options, station.ctx.profile.training))
      tell(sentence)
    },
  )

const bytesOf = (file: string | undefined): string | null =>
  file === undefined ? null : toBase64Url(readNamedFile(file, LIST_BYTES_MAX))

/** Throws `catalogue-table-unknown`. */
function scopeOf({ tables, brand }: TrustOptions): PublisherScope {
  const named = tables?.split(',').map((name): TableName => {
    const table = name.trim()
    if (!isTableName(table))
      throw new BondmarkError('catalogue-table-unknown', { table, tables: tableNames.join(', ') })
    return table
  })
  return { tables: named ? [...new Set(named)] : null, brands: brand ? [...new Set(brand)] : null }
}
