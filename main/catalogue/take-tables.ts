import { canonicalText } from '../../core/catalogue/canonical-row.ts'
import { type CellIssue, rowOfCells } from '../../core/catalogue/columns.ts'
import { type FieldChange, fieldChanges } from '../../core/catalogue/field-changes.ts'
import type { BatchFigures } from '../../core/catalogue/rows.ts'
import { catalogueCode, issueCode, type TableSource } from '../../core/catalogue/table-source.ts'
import { type CatalogueRow, keyOf, type TableName } from '../../core/catalogue/tables.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type Finding, FoundProblems } from '../../core/plan/plan-problem.ts'
import { tableNumber } from '../../platform/catalogue/catalogue-schema.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'
import { RowWriter } from './catalogue-file.ts'

/** What taking a table did, or would do. */
export interface TableCounts {
  readonly table: TableName
  added: number
  changed: number
  removed: number
  unchanged: number
  /** Rows of which the consortium says something itself, which is what counts. */
  hidden: number
  /** Figures that are older than those that are here: left out. */
  older: number
}

/** One row that changed. */
export interface RowChange {
  readonly table: TableName
  readonly key: string
  readonly kind: 'added' | 'changed' | 'removed'
  readonly fields: readonly FieldChange[]
}

/** No more changes than this are listed; all are counted. */
export const changesMax = 200

export interface TakenTables {
  readonly rows: number
  readonly tables: readonly TableCounts[]
  readonly changes: readonly RowChange[]
  readonly moreChanges: number
  /** Nothing is taken as soon as there is one. */
  readonly problems: readonly { readonly sheet: string | null; readonly finding: Finding }[]
  readonly totalProblems: number
}

export interface TakeOptions {
  /** Whether the file is all that this station says of its tables: what is not in it is removed. */
  readonly replace: boolean
  /** Told every few hundred rows; what it throws ends the work. */
  readonly onRows: (rows: number, done: number, total: number) => void
}

/** How often `onRows` is called, in rows. */
const ROWS_TOLD = 500

/**
 * Writes the rows of a file into the catalogue as this station's own, and counts what that changes. Whoever calls it has
 * begun a transaction, and ends it: with problems, by rolling it back.
 */
export async function takeTables(
  db: Database,
  sources: readonly TableSource[],
  options: TakeOptions,
): Promise<TakenTables> {
  const work = new TableWork(db, options)
  for (const source of sources) await work.take(source)
  return work.result()
}

class TableWork {
  readonly #db
  readonly #options
  readonly #writer
  readonly #seen
  readonly #others
  readonly #counts: TableCounts[] = []
  readonly #changes: RowChange[] = []
  #changed = 0
  #rows = 0
  readonly #problems: { sheet: string | null; finding: Finding }[] = []
  #totalProblems = 0

  constructor(db: Database, options: TakeOptions) {
    this.#db = db
    this.#options = options
    this.#writer = new RowWriter(db, 'local')
    db.exec(`CREATE TEMP TABLE IF NOT EXISTS seen (tbl INTEGER NOT NULL, key TEXT NOT NULL, PRIMARY KEY (tbl, key)) WITHOUT ROWID;
      DELETE FROM temp.seen`)
    this.#seen = db.prepare<[number, string]>('INSERT OR IGNORE INTO temp.seen VALUES (?, ?)')
    this.#others = db.prepare<[number, string], { body: string }>(
      "SELECT body FROM row WHERE tbl = ? AND key = ? AND origin = 'consortium'",
    )
  }

  async take({ table, sheet, length, rows }: TableSource): Promise<void> {
    const zero = { added: 0, changed: 0, removed: 0, unchanged: 0, hidden: 0, older: 0 }
    const known = this.#counts.find((one) => one.table === table)
    const counts = known ?? { table, ...zero }
    if (!known) this.#counts.push(counts)
    let first = 0
    for await (const { row, findings, read } of rows) {
      if (this.#rows % ROWS_TOLD === 0) this.#options.onRows(this.#rows, read, length)
      this.#find(sheet, findings)
      if (!row) continue
      this.#rows++
      first++
      const checked = rowOfCells(table, row.cells)
      if ('issues' in checked)
        this.#find(
          sheet,
          checked.issues.map((issue) => found(row.row, issue, row.cells)),
        )
      else this.#put(counts, sheet, row.row, checked.row)
    }
    if (first === 0 && this.#totalProblems === 0)
      this.#find(sheet, [{ row: 0, column: '', value: '', code: 'catalogue-empty' }])
    if (this.#options.replace && this.#totalProblems === 0) this.#removeUnseen(counts)
  }

  result(): TakenTables {
    return {
      rows: this.#rows,
      tables: this.#counts,
      changes: this.#changes,
      moreChanges: this.#changed - this.#changes.length,
      problems: this.#problems,
      totalProblems: this.#totalProblems,
    }
  }

  #find(sheet: string | null, findings: readonly Finding[]): void {
    const named = FoundProblems.of(...findings)
    this.#totalProblems += named.total
    for (const finding of named.first)
      if (this.#problems.length < 100)
        this.#problems.push({ sheet, finding: { ...finding, code: catalogueCode(finding.code) } })
  }

  #put(counts: TableCounts, sheet: string | null, place: number, row: CatalogueRow): void {
    const { table } = counts
    const key = keyOf(table, row as never)
    if (this.#seen.run(tableNumber[table], key).changes === 0) {
      this.#find(sheet, [{ row: place, column: '', value: key, code: 'catalogue-row-twice' }])
      return
    }
    // Once something is wrong nothing is taken: the rest is only checked.
    if (this.#totalProblems > 0) return
    const other = this.#others.get(tableNumber[table], key)
    if (table === 'figures' && this.#isOlder(key, row as BatchFigures, other?.body)) {
      counts.older++
      return
    }
    if (other && table !== 'figures' && table !== 'certificates') counts.hidden++
    const body = canonicalText(row)
    const { outcome, before } = this.#writer.put(table, { key, body })
    counts[outcome]++
    if (outcome === 'unchanged') return
    this.#change({ table, key, kind: outcome }, before, body)
  }

  #isOlder(key: string, { asOf }: BatchFigures, other: string | undefined): boolean {
    const known = [this.#writer.get('figures', key), other].filter((body) => body !== undefined)
    return known.some((body) => (JSON.parse(body) as BatchFigures).asOf > asOf)
  }

  #change(change: Omit<RowChange, 'fields'>, before: string | undefined, after: string | undefined): void {
    this.#changed++
    if (this.#changes.length < changesMax)
      this.#changes.push({ ...change, fields: fieldChanges(before, after) })
  }

  #removeUnseen(counts: TableCounts): void {
    const { table } = counts
    const gone = this.#db
      .prepare<[number, number], { key: string; body: string }>(
        `SELECT key, body FROM row WHERE tbl = ? AND origin = 'local'
         AND key NOT IN (SELECT key FROM temp.seen WHERE tbl = ?)`,
      )
      .all(tableNumber[table], tableNumber[table])
    for (const { key, body } of gone) {
      this.#writer.remove(table, key)
      counts.removed++
      this.#change({ table, key, kind: 'removed' }, body, undefined)
    }
  }
}

function found(row: number, issue: CellIssue, cells: Readonly<Record<string, string>>): Finding {
  const value = cells[issue.column] ?? ''
  return { row, column: issue.column, value, code: issueCode(issue, value) }
}

/** Thrown through whatever reads the file when somebody has cancelled. */
export const cancelled = (file: string): BondmarkError =>
  new BondmarkError('catalogue-import-cancelled', { file })
