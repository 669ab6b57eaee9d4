import { scanJson } from '../encoding/json-scan.ts'
import type { Code } from '../errors/codes.ts'
import { hasValidCheckDigit } from '../gs1/check-digit.ts'
import { type CellLayout, openCsv, type ReadRow } from '../plan/csv-cells.ts'
import { jsonRow } from '../plan/json-cells.ts'
import type { Finding } from '../plan/plan-problem.ts'
import { type DecodeGb18030, planText } from '../plan/plan-text.ts'
import { spreadsheetHabit } from '../plan/spreadsheet-habit.ts'
import { type CellIssue, columnsOf, isColumnOf, optionalColumnsOf } from './columns.ts'
import { isTableName, type TableName, tableNames } from './tables.ts'

/** The largest file of text that is read, in bytes; JSON is read whole, and costs the most. */
export const textBytesMax = 128 * 1024 * 1024
export const jsonBytesMax = 32 * 1024 * 1024
/** The most rows of one table in a file. */
export const rowsMax = 2_000_000

/** Rows of one table as they stand in a file, not checked yet. */
export interface TableSource {
  readonly table: TableName
  /** The sheet of a workbook; null for other files. */
  readonly sheet: string | null
  /** How many units its rows count in `read`. */
  readonly length: number
  readonly rows: Iterable<ReadRow> | AsyncIterable<ReadRow>
}

/** What a file holds, or why none of it can be read. */
export type OpenedSource =
  | { readonly tables: readonly TableSource[] }
  | { readonly findings: readonly Finding[] }

/** The columns of a table, for whoever reads its files. */
export const layoutOf = (table: TableName): CellLayout => ({
  columns: columnsOf(table),
  optional: optionalColumnsOf(table),
  isKnown: (name) => isColumnOf(table, name),
  rowsMax,
})

/** Columns that are lists, and what stands between their parts in one cell. */
const lists = { ingredients: ' | ', pictures: ' | ', photos: ' | ', inspections: ' | ' } as const

const whole = (code: Code, value = '', row = 0): OpenedSource => ({
  findings: [{ row, column: '', value, code }],
})

/**
 * Opens a file of text: CSV of one table (UTF-8 with or without mark, or GB18030; comma, semicolon or tab), or JSON,
 * `{"format":"bondmark/catalogue-table/1","table":"products","rows":[…]}`. `table` says what a CSV is, and must not say
 * something else than a JSON file does.
 */
export function openTextSource(
  bytes: Uint8Array,
  table: TableName | null,
  decodeGb18030: DecodeGb18030,
): OpenedSource {
  const decoded = planText(bytes, decodeGb18030, textBytesMax)
  if ('code' in decoded) return whole(decoded.code, decoded.value, decoded.row)
  if (/^\s*[{[]/.test(decoded.text)) {
    if (bytes.length > jsonBytesMax) return whole('catalogue-too-large', `${bytes.length} bytes of JSON`)
    return openJson(decoded.text, table)
  }
  if (table === null) return whole('catalogue-table-unsaid')
  const { findings, rows } = openCsv(decoded.text, layoutOf(table))
  if (findings.length > 0) return { findings }
  return { tables: [{ table, sheet: null, length: decoded.text.length, rows }] }
}

function openJson(text: string, expected: TableName | null): OpenedSource {
  let file: unknown
  try {
    file = JSON.parse(text)
  } catch (error) {
    return whole('catalogue-json-malformed', error instanceof Error ? error.message : '')
  }
  const { format, table, rows, ...more } = Object(file) as Record<string, unknown>
  if (format !== 'bondmark/catalogue-table/1') return whole('catalogue-json-malformed', 'format')
  const [extra] = Object.keys(more)
  if (extra !== undefined) return whole('catalogue-json-malformed', extra)
  if (typeof table !== 'string' || !isTableName(table) || (expected ?? table) !== table)
    return whole('catalogue-json-malformed', `table: ${tableNames.join(', ')}`)
  if (!Array.isArray(rows)) return whole('catalogue-json-malformed', 'rows')
  if (rows.length > rowsMax) return whole('catalogue-too-many-rows', String(rowsMax))
  // JSON.parse keeps the last of two values and says nothing: which one was meant, nobody can tell.
  const twice = scanJson(text).repeatedKeys.map((path): Finding => {
    const [, index] = path
    const name = String(path.at(-1) ?? '')
    return {
      row: typeof index === 'number' ? index + 1 : 0,
      column: name,
      value: name,
      code: 'catalogue-column-twice',
    }
  })
  if (twice.length > 0) return { findings: twice }
  return { tables: [{ table, sheet: null, length: rows.length, rows: jsonRows(rows, layoutOf(table)) }] }
}

function* jsonRows(rows: readonly unknown[], layout: CellLayout): Generator<ReadRow> {
  for (const [at, fields] of rows.entries()) {
    const row = at + 1
    if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
      yield { row: null, findings: [{ row, column: '', value: '', code: 'catalogue-value-type' }], read: row }
      continue
    }
    const read = jsonRow(row, fields as Record<string, unknown>, layout, lists)
    yield { row: read.findings.length > 0 ? null : read.row, findings: read.findings, read: row }
  }
}

/** A plan's code for what is wrong with a cell, in the catalogue's own words. */
export const catalogueCode = (code: string): Code => code.replace(/^plan-/, 'catalogue-') as Code

/** Short of a GTIN's length, and one as soon as zeros stand in front: what a spreadsheet does to text of digits. */
const hasLostZeros = (value: string): boolean =>
  /^\d{4,11}$/.test(value) && value.length !== 8 && hasValidCheckDigit(value)

/** What is wrong with a cell, as whoever filled it in can mend it. */
export function issueCode({ column, code }: CellIssue, value: string): Code {
  const habit = spreadsheetHabit(value)
  if (habit) return catalogueCode(habit)
  if (code === 'plan-gtin-malformed' && hasLostZeros(value)) return 'catalogue-gtin-zeros-lost'
  const isDay = code === 'plan-date-malformed'
  if (isDay && /^[1-9]\d{4}$/.test(value) && column !== 'lot') return 'catalogue-date-serial'
  return catalogueCode(code)
}
