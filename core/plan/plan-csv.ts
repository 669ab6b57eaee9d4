import Papa from 'papaparse'
import { type Finding, FoundProblems } from './plan-problem.ts'
import { optionalColumns, planColumns } from './plan-row.ts'

export type PlanSeparator = ',' | ';' | '\t'

/** One row of a plan as text cells by column, whatever it was read from. Empty cells are left out. */
export interface PlanCells {
  /** CSV: line of the file; JSON: place in `rows`, from 1. */
  readonly row: number
  readonly cells: Readonly<Record<string, string>>
}

/** What reading a file's outer form gave: rows, or findings that keep it from being taken. */
export interface Cells {
  readonly separator: PlanSeparator | null
  readonly rows: readonly PlanCells[]
  readonly findings: FoundProblems
}

/** The most rows a plan may hold, without its header. */
export const planRowsMax = 50_000
/** Lines that are read: as many empty ones may stand between the rows. What is cut off there was not read. */
const LINES_MAX = 2 * planRowsMax + 1

const separators: readonly PlanSeparator[] = [',', ';', '\t']
const known: ReadonlySet<string> = new Set(planColumns)

const records = (text: string, delimiter: PlanSeparator, preview: number) =>
  Papa.parse<string[]>(text, { delimiter, newline: '\n', preview, header: false })

/** No header is longer; what stands behind is unknown columns, of which a hundred are named. */
const COLUMNS_MAX = 200
/** The beginning of a row as it stands in the file, enough of it to be recognised. */
const textOf = (record: readonly string[], separator: string): string => record.slice(0, 100).join(separator)

/** What programs and people also put between cells; named when it is refused. */
const otherSeparators = ['，', '；', '、', '|', ':'] as const
/** A header that is cut into so many known names by a separator is written with it. */
const NAMES_MIN = 3

const headerOf = (text: string): string => text.slice(0, 4096).split('\n', 1)[0] ?? ''
const namesKnown = (names: readonly string[]): number =>
  names.filter((name) => known.has(columnName(name))).length

/** The separator under which the header holds most of the known names; a comma when none does. */
function separatorOf(text: string): PlanSeparator {
  let best: PlanSeparator = ','
  let most = 0
  for (const separator of separators) {
    const found = namesKnown(records(headerOf(text), separator, 1).data[0] ?? [])
    if (found > most) [best, most] = [separator, found]
  }
  return best
}

/** A separator that is not ours, when the header is written with it. */
function otherSeparatorOf(text: string): string | null {
  const header = headerOf(text)
  return otherSeparators.find((other) => namesKnown(header.split(other)) >= NAMES_MIN) ?? null
}

/** The text without the empty lines at its end, which programs leave by the thousand. */
function withoutLastLines(text: string): string {
  let end = text.length
  while (text.charCodeAt(end - 1) === 0x0a) end--
  return text.slice(0, end)
}

/** A column's name without the space around it and in small letters: programs change both. */
const columnName = (cell: string): string => cell.trim().toLowerCase()

function headerFindings(header: readonly string[]): Finding[] {
  const findings: Finding[] = []
  const seen = new Set<string>()
  for (const cell of header) {
    const name = columnName(cell)
    if (!known.has(name)) findings.push({ row: 1, column: cell, value: cell, code: 'plan-column-unknown' })
    else if (seen.has(name)) findings.push({ row: 1, column: name, value: cell, code: 'plan-column-twice' })
    seen.add(name)
  }
  for (const name of planColumns) {
    if (!seen.has(name) && !optionalColumns.has(name))
      findings.push({ row: 1, column: name, value: '', code: 'plan-column-missing' })
  }
  return findings
}

/**
 * Splits a plan in CSV (RFC 4180 quoting; comma, semicolon or tab) into text cells by column. Column names may stand in
 * any order and in capitals; cells are trimmed; empty lines are passed over, but counted as lines.
 */
export function readCsvCells(decoded: string): Cells {
  // One kind of line end, so that a file put together from two programs is read right.
  const text = decoded.replace(/\r\n?/g, '\n')
  const separator = separatorOf(text)
  const { data, errors, meta } = records(withoutLastLines(text), separator, LINES_MAX + 1)
  const refused = (...findings: Finding[]): Cells => ({
    separator,
    rows: [],
    findings: FoundProblems.of(...findings),
  })
  const header = (data[0] ?? []).slice(0, COLUMNS_MAX).map((name) => name.trim())
  if (header.every((name) => name === ''))
    return refused({ row: 0, column: '', value: '', code: 'plan-empty' })
  const findings = headerFindings(header)
  const other = findings.length > 0 ? otherSeparatorOf(text) : null
  if (other) return refused({ row: 1, column: '', value: other, code: 'plan-separator-other' })
  if (findings.length > 0) return refused(...findings)
  if (meta.truncated)
    return refused({ row: 0, column: '', value: String(planRowsMax), code: 'plan-too-many-rows' })

  const names = header.map(columnName)
  const badQuotes = new Set(errors.filter((e) => e.type === 'Quotes').map((e) => e.row ?? 0))
  const found = new FoundProblems()
  const rows: PlanCells[] = []
  let line = 1
  for (const [index, record] of data.entries()) {
    const row = line
    // A quoted cell may hold line ends: they are counted, so that the rows below keep their line of the file.
    line += 1 + record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0)
    if (badQuotes.has(index))
      found.add([{ row, column: '', value: textOf(record, separator), code: 'plan-quotes' }])
    if (index === 0 || record.every((cell) => cell.trim() === '')) continue
    if (badQuotes.has(index)) continue
    if (record.length !== header.length) {
      found.add([{ row, column: '', value: `${record.length}/${header.length}`, code: 'plan-row-shape' }])
      continue
    }
    const cells: Record<string, string> = {}
    for (const [i, name] of names.entries()) {
      const cell = (record[i] ?? '').trim()
      if (cell !== '') cells[name] = cell
    }
    rows.push({ row, cells })
  }
  return { separator, rows, findings: found }
}
