import { type Command, InvalidArgumentError, Option } from 'commander'
import {
  LABEL_HISTORY_LIMIT_MAX,
  type LabelHistoryAnswer,
  type LabelHistoryItem,
  type LabelHistoryQuestion,
} from '../../core/contract/label-history.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { labelStates } from '../../core/lifecycle/label-life.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { labelEntryOf } from '../history/label-entry.ts'
import { listStops } from '../history/list-stops.ts'
import { searchLabels } from '../history/search-labels.ts'
import { labelPicture } from '../station/label-picture.ts'
import { spanEnd, wholeNumber, zoneOption } from './find-command.ts'
import { outputPath } from './output-path.ts'
import { answer, EXIT, personPath, sentence, tell } from './terminal.ts'
import { type Reader, withReader } from './with-reader.ts'

interface HistoryOptions {
  readonly workspace: string
  readonly serial?: string
  readonly kind?: LabelHistoryQuestion['kind']
  readonly gtin?: string
  readonly lot?: string
  readonly asn?: string
  readonly line?: string
  readonly state?: LabelHistoryQuestion['state']
  readonly from?: string
  readonly to?: string
  readonly zone?: string
  readonly operator?: string
  readonly printer?: string
  readonly template?: string
  readonly reason?: string
  readonly doubt?: boolean
  readonly shift?: number
  readonly limit: number
  readonly after?: string
  readonly stops?: boolean
  readonly picture?: string
  readonly json?: boolean
}

const DEFAULT_LIMIT = 50
/** The common head, for a label that no known printer has had. */
const DOTS_PER_MM = 8

/** `bondmark label history`: what was printed, by whom, where, and what became of it; beside a running station too. */
export function addLabelHistoryCommand(label: Command, exit: (code: number) => void): void {
  label
    .command('history [text]')
    .description('labels of a workspace, those reserved last first: with --picture or one serial, all of one')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .option('--serial <part>', 'part of a serial or SSCC')
    .addOption(new Option('--kind <kind>', 'what it is on').choices(['unit', 'case', 'pallet']))
    .option('--gtin <gtin>', 'a product')
    .option('--lot <lot>', 'a lot')
    .option('--asn <number>', 'an inbound notice')
    .option('--line <line>', 'a line of it')
    .addOption(new Option('--state <state>', 'how far it has come').choices(labelStates))
    .option('--from <time>', 'reserved from then on: RFC 3339, or a day')
    .option('--to <time>', 'reserved until then: RFC 3339, or a day; included')
    .addOption(zoneOption())
    .option('--operator <badge>', 'who had it made: a badge, or a pseudonym as statements have it')
    .option('--printer <name>', 'printer that it was last sent to, by name or id')
    .option('--template <name>', 'template and version, as unit-60x40/1')
    .option('--reason <text>', 'part of the reason for which it was voided')
    .option('--doubt', 'only labels that were ever in doubt')
    .option('--no-doubt', 'only labels that never were')
    .option('--shift <n>', 'shift in which it was reserved', wholeNumber(Number.MAX_SAFE_INTEGER))
    .option(
      '--limit <n>',
      `how many, at most ${LABEL_HISTORY_LIMIT_MAX}`,
      wholeNumber(LABEL_HISTORY_LIMIT_MAX),
      DEFAULT_LIMIT,
    )
    .option('--after <place>', 'go on where the answer before ended', place)
    .option('--stops', 'the STOPs instead of the labels')
    .option('--picture <file>', 'the picture of the one label that is found, as a PNG')
    .option('--json', 'answer as JSON')
    .action((text: string | undefined, options: HistoryOptions) =>
      withReader(personPath(options.workspace), async (reader) => {
        if (options.stops) return exit(stops(reader, options))
        const found = findAll(reader, questionOf(text, options))
        const [one] = found.items
        if (options.picture !== undefined) return exit(await picture(reader, found, options.picture))
        if (options.json) answer(isAboutOne(found) && one ? labelEntryOf(reader, one.job) : found)
        else if (isAboutOne(found) && one) printOne(reader, one)
        else if (found.items.length > 0) print(found)
        else tell({ code: 'find-nothing', detail: {} })
        exit(found.items.length === 0 ? EXIT.left : EXIT.done)
      }),
    )
}

function place(text: string): string {
  if (!/^\d{1,16}\.\d{1,16}$/.test(text))
    throw new InvalidArgumentError('the place that an answer ended with is needed')
  return text
}

const isAboutOne = ({ understood, items }: LabelHistoryAnswer): boolean =>
  understood?.kind === 'label' && items.length === 1

function questionOf(text: string | undefined, options: HistoryOptions): LabelHistoryQuestion {
  const {
    serial,
    kind,
    gtin,
    lot,
    asn,
    line,
    state,
    operator,
    printer,
    template,
    reason,
    doubt,
    shift,
    zone,
  } = options
  const [from, to] = [spanEnd(options.from, zone, 'fromMs'), spanEnd(options.to, zone, 'toMs')]
  const { limit, after } = options
  const asked = {
    text,
    serial,
    kind,
    gtin,
    lot,
    asn,
    line,
    state,
    operator,
    printer,
    template,
    reason,
    doubt,
    shift,
    from,
    to,
    after,
  }
  return { ...Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)), limit }
}

/** Goes on over pages that ended early, until the wanted number is found. */
function findAll(reader: Reader, question: LabelHistoryQuestion): LabelHistoryAnswer {
  let found = searchLabels(reader, question)
  while (found.next !== null && found.items.length < question.limit) {
    const limit = question.limit - found.items.length
    const more = searchLabels(reader, { ...question, after: found.next, limit })
    found = { ...more, understood: found.understood, items: [...found.items, ...more.items] }
  }
  return found
}

function print({ items, next }: LabelHistoryAnswer): void {
  for (const item of items) process.stdout.write(`${lineOf(item)}\n`)
  if (next !== null) process.stdout.write(`--after ${next}\n`)
}

const lineOf = ({
  reservedAt,
  kind,
  serial,
  state,
  asn,
  line,
  lot,
  reason,
  operator,
  printer,
}: LabelHistoryItem): string =>
  [
    reservedAt,
    kind,
    serial,
    state,
    `${asn}/${line} ${lot}`,
    operator ? (operator.name ?? operator.pseudonym) : '–',
    printer?.name ?? '–',
    reason ?? '',
  ]
    .join('  ')
    .trimEnd()

function printOne(reader: Reader, item: LabelHistoryItem): void {
  const { steps, attempts, replaces, replacedBy, endedBy, template, statements } = labelEntryOf(
    reader,
    item.job,
  )
  const lines = [
    lineOf(item),
    `template ${template}`,
    ...steps.map(
      ({ step, at }) =>
        `${at}  ${step}${step === item.state && endedBy ? `  ${endedBy.name ?? endedBy.pseudonym}` : ''}`,
    ),
    ...attempts.map(
      ({ begunAt, name, model, answer: answered, proof, said }) =>
        `${begunAt}  ${name} (${model})  ${answered ?? '…'}  ${proof ?? (said ? sentence(said) : '')}`,
    ),
    ...(replaces ? [`replaces ${replaces.serial}`] : []),
    ...(replacedBy ? [`replaced by ${replacedBy.serial}`] : []),
    ...statements.map(({ t, step, statement, receipt }) => `${t}  ${step}  ${statement}  ${receipt}`),
  ]
  process.stdout.write(`${lines.map((text) => text.trimEnd()).join('\n')}\n`)
}

async function picture(reader: Reader, { items }: LabelHistoryAnswer, file: string): Promise<number> {
  const [one, another] = items
  if (!one || another) throw new BondmarkError('label-picture-of-one', { found: items.length })
  const png = await labelPicture({ ...reader, dotsPerMm: () => DOTS_PER_MM }, one.job)
  writeDurably(outputPath(file), png)
  return EXIT.done
}

function stops(reader: Reader, { shift, limit, json }: HistoryOptions): number {
  const found = listStops(reader, { limit, ...(shift !== undefined && { shift }) })
  if (json) answer(found)
  else
    for (const { at, situation, subject, times, operator, sentence: said } of found.items)
      process.stdout.write(
        `${at}  ${situation}  ${subject || '–'}  ×${times}  ${operator.name ?? operator.pseudonym}  ${sentence(said)}\n`,
      )
  if (found.items.length === 0) tell({ code: 'find-nothing', detail: {} })
  return found.items.length === 0 ? EXIT.left : EXIT.done
}
