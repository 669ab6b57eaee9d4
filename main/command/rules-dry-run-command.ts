import type { Command } from 'commander'
import type { RulesDryRunAnswer } from '../../core/contract/rules.ts'
import type { DemandKind } from '../../core/decision/demand-kind.ts'
import { visible } from '../../core/errors/words.ts'
import { dryRunApart } from '../rules/dry-run-apart.ts'
import { demandForwards } from '../rules/dry-run-desk.ts'
import { printTable, word } from './print-table.ts'
import { bookOf, dayOf, draftsOf, found } from './rules-named.ts'
import { answer, personPath, progressLine, tell } from './terminal.ts'
import { withReader } from './with-reader.ts'

interface Options {
  readonly workspace: string
  readonly from?: string
  readonly to?: string
  readonly json?: boolean
}

/** `bondmark rules dry-run`: what a draft would have decided otherwise. It only reads, so beside a running station too. */
export function addRulesDryRun(rules: Command): void {
  rules
    .command('dry-run <draft>')
    .description(
      'decide plans of days gone by with a draft (a file, a hash, or a rule draft) and show what it would change',
    )
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .option('--from <day>', 'first day, YYYY-MM-DD')
    .option('--to <day>', 'last day, YYYY-MM-DD')
    .option('--json', 'answer as JSON')
    .action((draft: string, options: Options) =>
      withReader(personPath(options.workspace), async (reader) => {
        const book = bookOf(reader)
        const days = { from: dayOr(options.from), to: dayOr(options.to) }
        demandForwards(days)
        const { database, catalogue } = reader.files
        const task = {
          ...{ database, catalogue, ...days },
          draft: found(draft, book, draftsOf(reader)),
          inForce: book.document(book.inForce().hash),
        }
        const abort = new AbortController()
        const stop = () => abort.abort()
        process.once('SIGINT', stop)
        const progress = progressLine()
        try {
          const made = await dryRunApart(task, abort.signal, (done, total) =>
            progress.show(`${done}/${total}`),
          )
          progress.end()
          if (options.json) answer(made)
          else print(made)
        } finally {
          progress.end()
          process.off('SIGINT', stop)
        }
      }),
    )
}

const dayOr = (text: string | undefined) => (text === undefined ? null : dayOf(text))
const put = (line: string) => process.stdout.write(`${line}\n`)

function print({
  lines,
  changed,
  moves,
  demands,
  categories,
  brands,
  otherwise,
  listed,
}: RulesDryRunAnswer): void {
  tell({ code: 'rules-dry-run-done', detail: { lines, changed } })
  printTable(
    ['before', 'after', 'lines', 'units'],
    moves.map(({ from, to, lines: n, units }) => [
      ...[word(`verdict-${from}`), `${word(`verdict-${to}`)}${from === to ? '' : ' ~'}`, n, units],
    ]),
  )
  printTable(
    ['asked', 'asked-before', 'asked-after'],
    demands.map(({ kind, before, after }) => [
      ...[word(`kind-${kind}` as `kind-${DemandKind}`), before, `${after}${before === after ? '' : ' ~'}`],
    ]),
  )
  for (const { name, lines: n, changed: some } of [...categories, ...brands].filter(
    (part) => part.changed > 0,
  ))
    put(`  ${visible(name)}  ${some}/${n}`)
  for (const { day, asn, line, lot, from, to, newDemands, goneDemands } of listed)
    put(
      [day, visible(asn), visible(line), visible(lot), `${from} → ${to}`]
        .concat(newDemands.map((kind) => `+${kind}`))
        .concat(goneDemands.map((kind) => `−${kind}`))
        .join('\t'),
    )
  if (otherwise > 0) tell({ code: 'rules-dry-run-otherwise', detail: { lines: otherwise } })
}
