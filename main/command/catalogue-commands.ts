import { writeFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { textBytesMax } from '../../core/catalogue/table-source.ts'
import { isTableName, type TableName, tableNames } from '../../core/catalogue/tables.ts'
import { templateCsv } from '../../core/catalogue/template-rows.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { visible } from '../../core/errors/words.ts'
import { problemFailure } from '../../core/plan/plan-problem.ts'
import {
  type CatalogueOverview,
  type CatalogueReader,
  openCatalogue,
} from '../../platform/catalogue/catalogue-reader.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { catalogueAnswerOf } from '../catalogue/catalogue-answer.ts'
import { CatalogueImports } from '../catalogue/catalogue-imports.ts'
import type { ImportedTables } from '../catalogue/import-file.ts'
import { addSnapshotCommands } from './catalogue-snapshot-commands.ts'
import { addTrustCommands } from './catalogue-trust-commands.ts'
import { outputPath } from './output-path.ts'
import { printTable, word } from './print-table.ts'
import { readNamedFile } from './read-file.ts'
import { answer, EXIT, personPath, progressLine, tell } from './terminal.ts'
import { withReader } from './with-reader.ts'

interface ImportOptions {
  readonly workspace: string
  readonly badge: string
  readonly table?: string
  readonly dryRun?: boolean
  readonly replace?: boolean
  readonly json?: boolean
}

const workspaceOption = () => new Option('--workspace <dir>', 'folder of the workspace').makeOptionMandatory()

/** `bondmark catalogue`: facts of goods, taken from files and shown. All of it works beside a running station too. */
export function addCatalogueCommands(program: Command, exit: (code: number) => void): void {
  const catalogue = program
    .command('catalogue')
    .description('facts of goods: products, makers, agencies, figures of batches')

  catalogue
    .command('template <table>')
    .description(`a file with the columns of a table and one example row: ${tableNames.join(', ')}`)
    .option('--out <file>', 'where to write it; without it, to standard output')
    .action((table: string, { out }: { out?: string }) => {
      const text = templateCsv(tableNamed(table))
      if (out === undefined) process.stdout.write(text)
      else writeFileSync(outputPath(out), text)
    })

  catalogue
    .command('import <file>')
    .description('take a file of goods data (CSV, JSON or Excel) whole, or nothing of it')
    .addOption(workspaceOption())
    .requiredOption('--badge <badge>', 'the supervisor who takes it')
    .option('--table <table>', 'what a CSV is a table of; in a workbook, sheets are called like their tables')
    .option('--replace', 'the file is all that this station says of the table: what is not in it is removed')
    .option('--dry-run', 'only say what would be added, changed and removed')
    .option('--json', 'answer as JSON')
    .action(async (file: string, options: ImportOptions) => exit(await importCommand(file, options)))

  addSnapshotCommands(catalogue)
  addTrustCommands(catalogue)

  catalogue
    .command('show [table] [key]')
    .description(
      'how much is known of goods, and from whom; of one row, who says what of it, first who counts',
    )
    .addOption(workspaceOption())
    .option('--json', 'answer as JSON')
    .action(
      (table: string | undefined, key: string | undefined, options: { workspace: string; json?: boolean }) =>
        withReader(personPath(options.workspace), ({ files, profile }) => {
          const reader = openCatalogue(files.catalogue)
          try {
            if (table !== undefined) return showRow(reader, tableNamed(table), key ?? '', profile.org)
            const overview = reader.overview()
            if (options.json) return answer(catalogueAnswerOf(overview, null))
            printOverview(overview, profile.org)
          } finally {
            reader.close()
          }
        }),
    )

  catalogue
    .command('find <words>')
    .description('products by GTIN or by words of their names and brand; one JSON line each')
    .addOption(workspaceOption())
    .action((words: string, options: { workspace: string }) =>
      withReader(personPath(options.workspace), ({ files }) => {
        const reader = openCatalogue(files.catalogue)
        try {
          const known = /^\d{8,14}$/.test(words) ? reader.product(words.padStart(14, '0')) : null
          const products = known ? [known] : reader.find(words, 50)
          if (products.length === 0) tell({ code: 'catalogue-nothing-found', detail: { words } })
          for (const product of products) answer(product)
        } finally {
          reader.close()
        }
      }),
    )
}

function tableNamed(table: string): TableName {
  if (isTableName(table)) return table
  throw new BondmarkError('catalogue-table-unknown', { table, tables: tableNames.join(', ') })
}

async function importCommand(file: string, options: ImportOptions): Promise<number> {
  const table = options.table === undefined ? null : tableNamed(options.table)
  const bytes = readNamedFile(file, textBytesMax)
  return withReader(personPath(options.workspace), async ({ files, store }) => {
    const badge = options.badge.trim().toUpperCase()
    const person = store.people.get(badge)
    if (!person) throw new BondmarkError('badge-unknown', { badge })
    if (person.role === 'operator')
      throw new BondmarkError('catalogue-needs-supervisor', { name: person.name })
    const imports = new CatalogueImports(() => {})
    const stop = () => imports.cancel()
    const progress = progressLine()
    process.once('SIGINT', stop)
    try {
      const task = {
        catalogue: files.catalogue,
        fileName: file,
        table,
        replace: options.replace ?? false,
        isDry: options.dryRun ?? false,
        badge,
        t: wallClock.now(),
      }
      const taken = await imports.take(bytes, task, ({ stage, rows, done, total }) =>
        progress.show(total > 0 ? `${stage} ${rows} (${Math.floor((100 * done) / total)} %)` : stage),
      )
      progress.end()
      if (options.json) answer({ format: 'bondmark/catalogue-import/1', ...taken })
      return tellTaken(taken, options.json)
    } finally {
      progress.end()
      process.off('SIGINT', stop)
    }
  })
}

/** What everybody says of a row, one JSON line each, first who counts. Throws `catalogue-nothing-found`. */
function showRow(reader: CatalogueReader, table: TableName, key: string, own: string): void {
  const told = reader.told(table, key)
  if (told.length === 0) throw new BondmarkError('catalogue-nothing-found', { words: `${table} ${key}` })
  for (const { row, origin, publisher } of told)
    answer({ origin, publisher: origin === 'consortium' ? own : publisher, row })
}

function printOverview({ snapshot, publishers, tables }: CatalogueOverview, own: string): void {
  const line = (who: string, one: CatalogueOverview['snapshot']) =>
    one && process.stdout.write(`${who}  ${one.version}  ${one.createdAt}  ${one.hash}\n`)
  line(own, snapshot)
  for (const one of publishers) if (one.counts) line(one.org, one.snapshot)
  const believed = publishers.filter(({ counts }) => counts)
  const rows = new Set([...tables, ...believed.flatMap((one) => one.tables)].map(({ table }) => table))
  printTable(
    ['goods-data', 'consortium', 'published', 'own'],
    [...rows].map((table) => [
      word(`goods-data-${table}`),
      tables.find((one) => one.table === table)?.consortium ?? 0,
      believed
        .flatMap((one) => one.tables)
        .reduce((sum, of) => sum + (of.table === table && of.isBelieved ? of.rows : 0), 0),
      tables.find((one) => one.table === table)?.local ?? 0,
    ]),
  )
}

function tellTaken(taken: ImportedTables, json: boolean | undefined): number {
  if (!taken.ok) {
    for (const problem of taken.problems) tell(problemFailure(problem))
    if (taken.total > taken.problems.length)
      tell({ code: 'catalogue-more-problems', detail: { more: taken.total - taken.problems.length } })
    return EXIT.wrongUse
  }
  for (const { hidden, older, ...counts } of taken.tables) {
    const { table } = counts
    tell({ code: taken.isDry ? 'catalogue-would-take' : 'catalogue-taken', detail: counts })
    if (hidden > 0) tell({ code: 'catalogue-hidden', detail: { table, hidden } })
    if (older > 0) tell({ code: 'catalogue-older', detail: { table, older } })
  }
  if (json || !taken.isDry) return EXIT.done
  for (const { table, key, kind, fields } of taken.changes)
    for (const { field, before, after } of fields)
      process.stdout.write(`${[table, key, kind, field, before, after].map(visible).join('\t')}\n`)
  if (taken.moreChanges > 0) tell({ code: 'catalogue-more-changes', detail: { more: taken.moreChanges } })
  return EXIT.done
}
