import { type Command, InvalidArgumentError, Option } from 'commander'
import { FIND_LIMIT_MAX, type FindAnswer, type FindQuestion } from '../../core/contract/find.ts'
import { readZone, spanOfDay } from '../../core/trace/time-span.ts'
import { formatInstant } from '../../platform/clock/clock.ts'
import { findStatements } from '../station/find.ts'
import { answer, EXIT, personPath, tell } from './terminal.ts'
import { withReader } from './with-reader.ts'

interface FindOptions {
  readonly workspace: string
  readonly epc?: string
  readonly lot?: string
  readonly gtin?: string
  readonly asn?: string
  readonly customsEntry?: string
  readonly operator?: string
  readonly step?: string
  readonly from?: string
  readonly to?: string
  readonly zone?: string
  readonly limit: number
  readonly after?: number
  readonly json?: boolean
}

const DEFAULT_LIMIT = 50

/** `bondmark find`: statements by what they say, newest first; beside a running station too. */
export function addFindCommand(program: Command, exit: (code: number) => void): void {
  program
    .command('find [text]')
    .description('statements about a unit, lot, notice, customs entry …: newest first')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .option('--epc <text>', 'a unit, case or lot: a scan, a link, a serial')
    .option('--lot <lot>', 'a lot')
    .option('--gtin <gtin>', 'a product')
    .option('--asn <number>', 'an inbound notice')
    .option('--customs-entry <number>', 'a customs entry')
    .option('--operator <badge>', 'a badge, or a pseudonym as statements have it')
    .option('--step <name>', 'receiving, commissioning …, or a station record')
    .option('--from <time>', 'RFC 3339, or a day')
    .option('--to <time>', 'RFC 3339, or a day; included')
    .addOption(zoneOption())
    .option('--limit <n>', `how many, at most ${FIND_LIMIT_MAX}`, wholeNumber(FIND_LIMIT_MAX), DEFAULT_LIMIT)
    .option('--after <n>', 'go on where the answer before ended', wholeNumber(Number.MAX_SAFE_INTEGER))
    .option('--json', 'answer as JSON')
    .action((text: string | undefined, options: FindOptions) =>
      withReader(personPath(options.workspace), (reader) => {
        const found = findAll((question) => findStatements(reader, question), questionOf(text, options))
        if (options.json) answer(found)
        else if (found.items.length > 0) print(found)
        else tell({ code: 'find-nothing', detail: {} })
        exit(found.items.length === 0 ? EXIT.left : EXIT.done)
      }),
    )
}

/** What `--day`, `--from` and `--to` are days of. */
export const zoneOption = () =>
  new Option('--zone <offset>', 'offset of days from UTC, as +08:00; this machine’s when absent')

export function wholeNumber(max: number) {
  return (text: string): number => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : 0
    if (value < 1 || value > max) throw new InvalidArgumentError(`a whole number from 1 to ${max} is needed`)
    return value
  }
}

/** Offset of a day in minutes: the one asked for, or the machine's on that day. */
export function offsetOn(day: string, zone: string | undefined): number {
  return zone === undefined ? -new Date(`${day}T12:00:00`).getTimezoneOffset() || 0 : readZone(zone)
}

/** One end of a span: a day's beginning or end, or a time as it is. */
export function spanEnd(
  text: string | undefined,
  zone: string | undefined,
  end: 'fromMs' | 'toMs',
): string | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return text
  const offsetMin = offsetOn(text, zone)
  return formatInstant(spanOfDay(text, offsetMin)[end], offsetMin)
}

function questionOf(text: string | undefined, options: FindOptions): FindQuestion {
  const { epc, lot, gtin, asn, customsEntry, operator, step, zone, limit, after } = options
  const [from, to] = [spanEnd(options.from, zone, 'fromMs'), spanEnd(options.to, zone, 'toMs')]
  const asked = { text, epc, lot, gtin, asn, customsEntry, operator, step, from, to, after }
  return { ...Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)), limit }
}

/** Goes on over pages that ended early, until the wanted number is found. */
function findAll(find: (question: FindQuestion) => FindAnswer, question: FindQuestion): FindAnswer {
  let found = find(question)
  while (found.next !== null && found.items.length < question.limit) {
    const more = find({ ...question, after: found.next, limit: question.limit - found.items.length })
    found = {
      ...more,
      understood: found.understood ?? more.understood,
      items: [...found.items, ...more.items],
    }
  }
  return found
}

function print({ items, next }: FindAnswer): void {
  for (const { t, step, operator, epcs, epcsMore, lots, asn, receipt } of items) {
    const about = [
      epcs[0] ?? lots.join(' '),
      epcs.length + epcsMore > 1 ? `+${epcs.length + epcsMore - 1}` : '',
    ]
    process.stdout.write(
      `${t}  ${step}  ${operator}  ${about.join(' ').trim() || '–'}  ${asn ?? '–'}  ${receipt}\n`,
    )
  }
  if (next !== null) process.stdout.write(`--after ${next}\n`)
}
