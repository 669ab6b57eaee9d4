import { createHash } from 'node:crypto'
import { catalogueCode, type OpenedSource, openTextSource } from '../../core/catalogue/table-source.ts'
import type { TableName } from '../../core/catalogue/tables.ts'
import { type Finding, type PlanProblem, problemsOf } from '../../core/plan/plan-problem.ts'
import { tableNumber } from '../../platform/catalogue/catalogue-schema.ts'
import { asDatabaseFailure, type Database } from '../../platform/sqlite/open-database.ts'
import { decodeGb18030 } from '../plan-import/prepare-plan.ts'
import { openCatalogueFile } from './catalogue-file.ts'
import { type RowChange, type TableCounts, type TakenTables, takeTables } from './take-tables.ts'
import { isWorkbook, openWorkbookSource, problemOf } from './xlsx/workbook-source.ts'
import { WorkbookProblem } from './xlsx/zip-file.ts'

/** A file of goods data, and what is to be done with it. */
export interface ImportTask {
  /** `catalogue.sqlite` */
  readonly catalogue: string
  readonly fileName: string
  /** What a CSV is a table of; null when the file says it itself. */
  readonly table: TableName | null
  readonly replace: boolean
  /** Only says what would be. */
  readonly isDry: boolean
  readonly badge: string
  /** RFC 3339 */
  readonly t: string
}

/** How far it is: rows checked, and how much of the file is behind them. `store` cannot be cancelled any more. */
export interface ImportProgress {
  readonly stage: 'read' | 'check' | 'store'
  readonly rows: number
  readonly done: number
  readonly total: number
}

export type ImportedTables =
  | {
      readonly ok: true
      readonly isDry: boolean
      readonly rows: number
      readonly tables: readonly TableCounts[]
      readonly changes: readonly RowChange[]
      readonly moreChanges: number
    }
  | { readonly ok: false; readonly problems: readonly CatalogueProblem[]; readonly total: number }

/** A problem and its place: file, sheet of a workbook, row, column, value. */
export interface CatalogueProblem extends PlanProblem {
  readonly sheet: string | null
}

/**
 * Takes a file of goods data whole or not at all, in one transaction: killed at any point, the catalogue is what it was.
 * A dry run does the same and lets go of it, so that what it says is what would be. `onProgress` may throw to end it.
 * Throws `database-…`, `disk-full`.
 */
export async function importFile(
  bytes: Uint8Array,
  task: ImportTask,
  onProgress: (progress: ImportProgress) => void,
): Promise<ImportedTables> {
  onProgress({ stage: 'read', rows: 0, done: 0, total: 0 })
  const opened = await openSource(bytes, task)
  if ('findings' in opened) return refusal(task.fileName, opened.findings)
  const db = openCatalogueFile(task.catalogue)
  try {
    db.exec('BEGIN IMMEDIATE')
    const taken = await takeTables(db, opened.tables, {
      replace: task.replace,
      onRows: (rows, done, total) => onProgress({ stage: 'check', rows, done, total }),
    })
    const { rows, tables, changes, moreChanges } = taken
    if (taken.totalProblems > 0) return wrongRows(task.fileName, taken)
    onProgress({ stage: 'store', rows, done: 1, total: 1 })
    if (!task.isDry) note(db, bytes, task, tables)
    db.exec(task.isDry ? 'ROLLBACK' : 'COMMIT')
    return { ok: true, isDry: task.isDry, rows, tables, changes, moreChanges }
  } catch (error) {
    // A sheet is read while its rows are taken: a damaged one shows only now.
    if (error instanceof WorkbookProblem)
      return refusal(task.fileName, [{ row: 0, column: '', ...problemOf(error) }])
    throw asDatabaseFailure(error, task.catalogue)
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK')
    db.close()
  }
}

const openSource = async (bytes: Uint8Array, { table }: ImportTask): Promise<OpenedSource> =>
  isWorkbook(bytes) ? openWorkbookSource(bytes, table) : openTextSource(bytes, table, decodeGb18030)

/** Which files were taken: durable, and never changed. */
function note(db: Database, bytes: Uint8Array, task: ImportTask, tables: readonly TableCounts[]): void {
  const add = db.prepare(
    'INSERT INTO import (t, badge, file, sha256, tbl, added, changed, removed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const file = task.fileName.slice(-255)
  for (const { table, added, changed, removed } of tables)
    add.run(task.t, task.badge, file, sha256, tableNumber[table], added, changed, removed)
}

const refusal = (file: string, findings: readonly Finding[]): ImportedTables => ({
  ok: false,
  problems: problemsOf(
    file,
    findings.map((finding) => ({ ...finding, code: catalogueCode(finding.code) })),
  ).map((problem) => ({ ...problem, sheet: null })),
  total: findings.length,
})

const wrongRows = (file: string, { problems, totalProblems }: TakenTables): ImportedTables => ({
  ok: false,
  problems: problems.flatMap(({ sheet, finding }) =>
    problemsOf(sheet === null ? file : `${file} [${sheet}]`, [finding]).map((problem) => ({
      ...problem,
      sheet,
    })),
  ),
  total: totalProblems,
})
