import { type CellLayout, type CellRow, type CellSeparator, openCsv } from './csv-cells.ts'
import { FoundProblems } from './plan-problem.ts'
import { optionalColumns, planColumns } from './plan-row.ts'

/** What reading a file's outer form gave: rows, or findings that keep it from being taken. */
export interface Cells {
  readonly separator: CellSeparator | null
  readonly rows: readonly CellRow[]
  readonly findings: FoundProblems
}

/** The most rows a plan may hold, without its header. */
export const planRowsMax = 50_000

const known: ReadonlySet<string> = new Set(planColumns)

/** The columns of a plan. */
export const planLayout: CellLayout = {
  columns: planColumns,
  optional: optionalColumns,
  isKnown: (name) => known.has(name),
  rowsMax: planRowsMax,
}

/** Splits a plan in CSV into text cells by column. */
export function readCsvCells(decoded: string): Cells {
  const table = openCsv(decoded, planLayout)
  const { separator } = table
  const found = FoundProblems.of(...table.findings)
  const rows: CellRow[] = []
  for (const { row, findings } of table.rows) {
    if (findings[0]?.code === 'plan-too-many-rows')
      return { separator, rows: [], findings: FoundProblems.of(...findings) }
    found.add(findings)
    if (row) rows.push(row)
  }
  return { separator, rows, findings: found }
}
