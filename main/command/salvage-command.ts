import type { Command } from 'commander'
import { askChainHead } from '../../sync/replication/chain-head.ts'
import type { SalvageReport } from '../salvage/salvage-report.ts'
import { salvageWorkspace } from '../salvage/salvage-workspace.ts'
import { readProfile } from '../workspace/workspace.ts'
import { ledgerCaOption, trustLedgerCa } from './ledger-ca-option.ts'
import { outputPath } from './output-path.ts'
import { answer, EXIT, personPath, progressLine, sentence, tell } from './terminal.ts'

interface SalvageCommandOptions {
  readonly workspace: string
  readonly out?: string
  readonly ledger?: string
  readonly ledgerCa?: string
  readonly json?: boolean
}

/** `bondmark salvage`: what a damaged database still proves, and the way back. */
export function addSalvageCommand(program: Command, exit: (code: number) => void): void {
  program
    .command('salvage')
    .description('what a damaged database still proves, page by page, and the way to restore')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .option('--out <file>', 'write everything provable to this file')
    .option('--ledger <url>', 'ask this ledger what of the rest it holds')
    .addOption(ledgerCaOption())
    .option('--json', 'answer as JSON')
    .action(async (options: SalvageCommandOptions) => exit(await salvage(options)))
}

async function salvage(options: SalvageCommandOptions): Promise<number> {
  trustLedgerCa(options)
  const workspace = personPath(options.workspace)
  const progress = progressLine()
  const logged = options.ledger === undefined ? new Map() : await askLedger(options.ledger, workspace)
  try {
    const report = await salvageWorkspace({
      workspace,
      out: options.out === undefined ? null : outputPath(options.out),
      atLedger: (kid) => logged.get(kid) ?? 0,
      onProgress: (done, total) => progress.show(`${Math.floor((100 * done) / Math.max(total, 1))} %`),
    })
    progress.end()
    const gone = report.chains.some((chain) => chain.gone.length > 0 || chain.broken.length > 0)
    if (options.json) answer(report)
    else tellReport(report)
    return gone || report.unproven > 0 || !report.whole ? EXIT.left : EXIT.done
  } finally {
    progress.end()
  }
}

async function askLedger(url: string, workspace: string): Promise<Map<string, number>> {
  const { kid, formerKeys = [] } = readProfile(workspace)
  const kids = [kid, ...formerKeys.map((former) => former.kid)]
  const heads = await Promise.all(kids.map((each) => askChainHead(url, each)))
  return new Map(kids.map((each, n) => [each, heads[n]?.seq ?? 0]))
}

const lengthOf = ({ from, to }: { from: number; to: number }) => to - from + 1

function tellReport(report: SalvageReport): void {
  const { statements, receipts, chains, newestBackup, restore, written } = report
  const all = chains.flatMap(({ kid, gone }) => gone.map((span) => ({ kid, ...span })))
  const safe = all.filter(({ inBackup, atLedger }) => inBackup || atLedger)
  const count = (spans: typeof all) => spans.reduce((sum, span) => sum + lengthOf(span), 0)
  tell({
    code: 'salvage-found',
    detail: { statements, receipts, gone: count(all), safe: count(safe), lost: count(all) - count(safe) },
  })
  if (!report.whole) tell({ code: 'salvage-end-unknown', detail: {} })
  for (const { kid, from, to, inBackup, atLedger } of all) {
    const code = inBackup ? 'salvage-in-backup' : atLedger ? 'salvage-at-ledger' : 'salvage-nowhere'
    tell({
      code: 'salvage-gone',
      detail: { from, to, kid: kid.slice(0, 8), where: sentence({ code, detail: {} }) },
    })
  }
  if (newestBackup) tell({ code: 'salvage-backup', detail: { ...newestBackup } })
  else tell({ code: 'salvage-no-backup', detail: {} })
  if (written !== null) tell({ code: 'salvage-written', detail: { file: written } })
  tell({ code: 'salvage-way-back', detail: {} })
  for (const command of restore) process.stdout.write(`  ${command}\n`)
}
