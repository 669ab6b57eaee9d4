import { writeFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { issuerUri } from '../../core/statement/issuer.ts'
import { type Dimension, dimensions } from '../../core/statistics/figures.ts'
import { reportPage } from '../../core/statistics/plot/report-page.ts'
import type { StatisticsReport } from '../../core/statistics/report.ts'
import { BYTE_ORDER_MARK, reportCsv } from '../../core/statistics/report-csv.ts'
import { statisticsWords } from '../../core/statistics/statistics-words.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { countApart } from '../statistics/count-apart.ts'
import { readProfile, workspaceFiles } from '../workspace/workspace.ts'
import { interrupted } from './ledger-commands.ts'
import { outputPath } from './output-path.ts'
import { EXIT, personPath, progressLine, tell, terminalLanguage } from './terminal.ts'

interface StatisticsOptions {
  readonly workspace: string
  readonly from: string
  readonly to: string
  readonly by: Dimension
  readonly json?: boolean
  readonly csv?: boolean
  readonly bom?: boolean
  readonly html?: string
  readonly out?: string
}

/** `bondmark statistics`: figures of a range of days; reads only, beside a running station too. */
export function addStatisticsCommand(program: Command, exit: (code: number) => void): void {
  program
    .command('statistics')
    .description('volumes, decisions, sampling and times of a range of days (docs/statistics.md)')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .requiredOption('--from <day>', 'first day, YYYY-MM-DD, as the warehouse writes it')
    .requiredOption('--to <day>', 'last day, included')
    .addOption(new Option('--by <what>', 'taken apart by').choices(dimensions).default('day'))
    .addOption(new Option('--json', 'as JSON, which is the default').conflicts('csv'))
    .option('--csv', 'as a table')
    .option('--bom', 'with a byte order mark before the table, for older spreadsheets')
    .option(
      '--html <file>',
      'beside that, the drawings and their numbers as one page without script, to be kept or mailed',
    )
    .option('--out <file>', 'where to write it; a file that stands there is replaced')
    .action(async (options: StatisticsOptions) => {
      await statisticsCommand(options)
      exit(EXIT.done)
    })
}

async function statisticsCommand({
  workspace,
  from,
  to,
  by,
  html,
  out,
  ...how
}: StatisticsOptions): Promise<void> {
  const folder = personPath(workspace)
  const profile = readProfile(folder)
  const file = out === undefined ? null : outputPath(out)
  const page = html === undefined ? null : outputPath(html)
  const progress = progressLine()
  const stop = new AbortController()
  void interrupted().then(() => stop.abort())
  const task = {
    database: workspaceFiles(folder).database,
    from,
    to,
    by: [by, 'day', 'agency'] as const,
    madeAt: wallClock.now(),
  }
  const station = issuerUri({ ...profile, kind: 'station', name: profile.station })
  const [report, days, agencies] = await countApart(task, station, stop.signal, ({ done, total }) =>
    progress.show(`${done} / ${total}`),
  ).finally(() => progress.end())
  if (!report || !days || !agencies) throw new Error('no report was made')
  if (page !== null) {
    writeFileSync(page, reportPage(days, agencies, statisticsWords(terminalLanguage())))
    tell({ code: 'statistics-written', detail: { file: page, from, to } })
  }
  const text = written(report, how)
  if (file === null) {
    process.stdout.write(text)
    return
  }
  writeFileSync(file, text)
  tell({ code: 'statistics-written', detail: { file, from, to } })
}

function written(report: StatisticsReport, { csv, bom }: Pick<StatisticsOptions, 'csv' | 'bom'>): string {
  if (csv) return `${bom ? BYTE_ORDER_MARK : ''}${reportCsv(report)}`
  return `${JSON.stringify(report)}\n`
}
