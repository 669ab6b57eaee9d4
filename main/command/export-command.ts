import type { Command } from 'commander'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { spanOfDay, type TimeSpan } from '../../core/trace/time-span.ts'
import { formatInstant, readInstant, wallClock } from '../../platform/clock/clock.ts'
import { exportEvents } from '../proof/export-events.ts'
import { offsetOn, zoneOption } from './find-command.ts'
import { interrupted } from './ledger-commands.ts'
import { outputPath } from './output-path.ts'
import { answer, EXIT, personPath, progressLine, tell } from './terminal.ts'
import { withReader } from './with-reader.ts'

interface ExportOptions {
  readonly workspace: string
  readonly day?: string
  readonly from?: string
  readonly to?: string
  readonly zone?: string
  readonly out: string
  readonly json?: boolean
}

/** `bondmark export`: the events of a day as an EPCIS 2.0 document; beside a running station too. */
export function addExportCommand(program: Command, exit: (code: number) => void): void {
  const command = program
    .command('export')
    .description('the events of a day as an EPCIS 2.0 document, for any EPCIS repository')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .option('--day <day>', 'the day, YYYY-MM-DD')
    .option('--from <time>', 'instead of a day: from this time, RFC 3339')
    .option('--to <time>', 'until this time, RFC 3339; included')
    .addOption(zoneOption())
    .requiredOption('--out <file>', 'where to write it; a file that stands there is replaced')
    .option('--json', 'answer as JSON')
    .action(async (options: ExportOptions) => {
      const isDay = options.day !== undefined
      const hasTimes = options.from !== undefined || options.to !== undefined
      if (isDay === hasTimes) return command.error('error: either --day, or --from and --to')
      exit(await exportCommand(options))
    })
}

async function exportCommand(options: ExportOptions): Promise<number> {
  const { span, offsetMin } = spanOf(options)
  const file = outputPath(options.out)
  const progress = progressLine()
  const stop = new AbortController()
  void interrupted().then(() => stop.abort())
  try {
    const made = await withReader(personPath(options.workspace), ({ store }) =>
      exportEvents({
        between: store.between,
        span,
        out: file,
        at: wallClock.now(),
        signal: stop.signal,
        onProgress: (events) => progress.show(`${events}`),
      }),
    )
    progress.end()
    const [from, to] = [span.fromMs, span.toMs].map((ms) => formatInstant(ms, offsetMin))
    if (options.json) answer({ format: 'bondmark/export-written/1', file, from, to, ...made })
    else tell({ code: 'export-written', detail: { file, events: made.events, leftOut: made.leftOut } })
    return EXIT.done
  } finally {
    progress.end()
  }
}

/** The years that a span without an end reaches to: RFC 3339 has four digits for them. */
const everMs = { from: Date.parse('1900-01-01T00:00:00Z'), to: Date.parse('2199-12-31T00:00:00Z') }

function spanOf({ day, from, to, zone }: ExportOptions): { span: TimeSpan; offsetMin: number } {
  if (day !== undefined) {
    const offsetMin = offsetOn(day, zone)
    return { span: spanOfDay(day, offsetMin), offsetMin }
  }
  const instant = (text: string | undefined, otherwise: number) => {
    if (text === undefined) return { instantMs: otherwise, offsetMin: 0 }
    const read = readInstant(text)
    if (!read) throw new BondmarkError('time-malformed', { value: text })
    return read
  }
  const [first, last] = [instant(from, everMs.from), instant(to, everMs.to)]
  return { span: { fromMs: first.instantMs, toMs: last.instantMs }, offsetMin: first.offsetMin }
}
