import Papa from 'papaparse'
import type { Code } from '../errors/codes.ts'
import { optionalColumns, planColumns } from './plan-row.ts'

export type PlanSeparator = ',' | ';' | '\t'

/** One row of a plan as text cells by column, whatever it was read from. Empty cells are left out. */
export interface PlanCells {
  /** CSV: line of the file; JSON: place in `rows`, from 1. */
  readonly row: number
  readonly cells: Readonly<Record<string, string>>
}

/** A problem before it knows its file. */
export interface Finding {
  readonly row: number
  readonly column: string
  readonly value: string
  readonly code: Code
}

/** What reading a file's outer form gave: rows, or findings that keep it from being taken. */
export interface Cells {
  readonly separator: PlanSeparator | null
  readonly rows: readonly PlanCells[]
  readonly findings: readonly Finding[]
}

/** The most rows a plan may hold, without its header. */
export const planRowsMax = 50_000

const separators: readonly PlanSeparator[] = [',', ';', '\t']
const known: ReadonlySet<string> = new Set(planColumns)

const records = (text: string, delimiter: PlanSeparator, preview: number) =>
  Papa.parse<string[]>(text, { delimiter, newline: '\n', preview, header: false })

/** The separator under which the header holds most of the known names; a comma when none does. */
function separatorOf(text: string): PlanSeparator {
  const header = text.slice(0, 4096).split('\n', 1)[0] ?? ''
  let best: PlanSeparator = ','
  let most = 0
  for (const separator of separators) {
    const names = records(header, separator, 1).data[0] ?? []
    const found = names.filter((name) => known.has(name.trim())).length
    if (found > most) [best, most] = [separator, found]
  }
  return best
}

function headerFindings(header: readonly string[]): Finding[] {
  const findings: Finding[] = []
  const seen = new Set<string>()
  for (const name of header) {
    if (!known.has(name)) findings.push({ row: 1, column: name, value: name, code: 'plan-column-unknown' })
    else if (seen.has(name)) findings.push({ row: 1, column: name, value: name, code: 'plan-column-twice' })
    seen.add(name)
  }
  for (const name of planColumns) {
    if (!seen.has(name) && !optionalColumns.has(name))
      findings.push({ row: 1, column: name, value: '', code: 'plan-column-missing' })
  }
  return findings
}

/**
 * Splits a plan in CSV (RFC 4180 quoting; comma, semicolon or tab) into text cells by column. Column names must be
 * exact, in any order; cells are trimmed; empty lines are passed over, but counted as lines.
 */
export function readCsvCells(decoded: string): Cells {
  // One kind of line end, so that a file put together from two programs is read right.
  const text = decoded.replace(/\r\n?/g, '\n')
  const separator = separatorOf(text)
  const { data, errors } = records(text, separator, planRowsMax + 2)
  const header = (data[0] ?? []).map((name) => name.trim())
  if (header.every((name) => name === ''))
    return { separator, rows: [], findings: [{ row: 0, column: '', value: '', code: 'plan-empty' }] }
  const findings = headerFindings(header)
  if (findings.length > 0) return { separator, rows: [], findings }

  const badQuotes = new Set(errors.filter((e) => e.type === 'Quotes').map((e) => e.row ?? 0))
  const rows: PlanCells[] = []
  let line = 1
  for (const [index, record] of data.entries()) {
    const row = line
    // A quoted cell may hold line ends: they are counted, so that the rows below keep their line of the file.
    line += 1 + record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0)
    if (badQuotes.has(index))
      findings.push({ row, column: '', value: record.join(separator), code: 'plan-quotes' })
    if (index === 0 || record.every((cell) => cell.trim() === '')) continue
    if (badQuotes.has(index)) continue
    if (record.length !== header.length) {
      findings.push({ row, column: '', value: `${record.length}/${header.length}`, code: 'plan-row-shape' })
      continue
    }
    const cells: Record<string, string> = {}
    for (const [i, name] of header.entries()) {
      const cell = (record[i] ?? '').trim()
      if (cell !== '') cells[name] = cell
    }
    rows.push({ row, cells })
  }
  return { separator, rows, findings }
}
