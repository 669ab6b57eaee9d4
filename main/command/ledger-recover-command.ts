import type { Command } from 'commander'
import { createLogger } from '../../platform/log/logger.ts'
import { recoverLedger } from '../../sync/ledger/log/recover-ledger.ts'
import { ledgerCaOption, trustLedgerCa } from './ledger-ca-option.ts'
import { heedStopWish } from './stop-wish.ts'
import { answer, EXIT, personPath, progressLine, tell } from './terminal.ts'

interface RecoverCommandOptions {
  readonly data: string
  readonly from: readonly string[]
  readonly membership?: string
  readonly members?: string
  readonly peers?: string
  readonly ledgerCa?: string
  readonly json?: boolean
}

/** `ledger recover`: a log that was put back, brought forward again by what others mirror of it. */
export function addLedgerRecover(ledger: Command, exit: (code: number) => void): void {
  ledger
    .command('recover')
    .description('bring a restored log forward by mirrors of it; the ledger must not run')
    .requiredOption('--data <dir>', 'folder of the ledger')
    .requiredOption('--from <where...>', 'ledgers that mirror it, its static pages, or folders of either')
    .option('--membership <file>', 'the own organisation’s newest; what the folder kept unless given')
    .option('--members <dir>', 'memberships of other members, NAME.json each')
    .option('--peers <file>', 'whose cosignatures count; its own witness’s without one')
    .addOption(ledgerCaOption())
    .option('--json', 'answer as JSON')
    .action(async (options: RecoverCommandOptions) => {
      trustLedgerCa(options)
      const { membership, members, peers } = options
      const isAddress = (from: string) => /^https?:\/\//.test(from)
      const progress = progressLine()
      const wish = heedStopWish()
      try {
        const recovered = await recoverLedger({
          data: personPath(options.data),
          from: options.from.map((from) => (isAddress(from) ? from : personPath(from))),
          ...(membership !== undefined && { membershipFile: personPath(membership) }),
          ...(members !== undefined && { membersFolder: personPath(members) }),
          ...(peers !== undefined && { peersFile: personPath(peers) }),
          logger: createLogger({ name: 'ledger', level: 'warn' }),
          goOn: wish.goOn,
          onProgress: (stage, done, total) => progress.show(`${stage} ${done}/${total}`),
        })
        progress.end()
        const { origin, before, size, finished } = recovered
        const detail = { origin, size, recovered: size - before }
        if (options.json) answer({ format: 'bondmark/ledger-recovered/1', ...recovered })
        else if (!finished) tell({ code: 'log-recover-stopped', detail })
        else tell({ code: size > before ? 'log-recovered' : 'log-recover-nothing', detail })
        exit(finished ? EXIT.done : EXIT.left)
      } finally {
        progress.end()
        wish.end()
      }
    })
}
