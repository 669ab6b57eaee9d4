import Papa from 'papaparse'
import type { Finding } from './plan-problem.ts'

export type CellSeparator = ',' | ';' | '\t'

/** Which columns a kind of file has. */
export interface CellLayout {
  /** Those that are known by name, in the format's order. */
  readonly columns: readonly string[]
  /** Columns that a file may leave out. */
  readonly optional: ReadonlySet<string>
  /** Whether a column of this name may stand in a file. */
  readonly isKnown: (name: string) => boolean
  /** The most rows, without the header. */
  readonly rowsMax: number
}

/** One row as text cells by column, whatever it was read from. Empty cells are left out. */
export interface CellRow {
  /** CSV: line of the file; JSON: place in `rows`, from 1; a sheet: its row. */
  readonly row: number
  readonly cells: Readonly<Record<string, string>>
}

/** What the next row is, and how many characters of the text are behind it: cells, findings, or neither for empty lines. */
export interface ReadRow {
  readonly row: CellRow | null
  readonly findings: readonly Finding[]
  readonly read: number
}

export interface CsvTable {
  readonly separator: CellSeparator
  /** Why nothing of it can be read; then there are no rows. */
  readonly findings: readonly Finding[]
  readonly rows: Iterable<ReadRow>
}

/** No header is longer; what stands behind is unknown columns, of which a hundred are named. */
const COLUMNS_MAX = 200
/** How much text is cut into rows at once, and how long one row may be, in characters. */
const BLOCK_LENGTH = 256 * 1024
const ROW_LENGTH_MAX = 16 * 1024 * 1024

const separators: readonly CellSeparator[] = [',', ';', '\t']
/** What programs and people also put between cells; named when it is refused. */
const otherSeparators = ['，', '；', '、', '|', ':'] as const
/** A header that is cut into so many known names by a separator is written with it. */
const NAMES_MIN = 3

/** A column's name without the space around it and in small letters: programs change both. */
export const columnName = (cell: string): string => cell.trim().toLowerCase()
/** The beginning of a row as it stands in the file, enough of it to be recognised. */
const textOf = (record: readonly string[], separator: string): string => record.slice(0, 100).join(separator)
const headerOf = (text: string): string => text.slice(0, 4096).split('\n', 1)[0] ?? ''
const cellsOf = (line: string, delimiter: CellSeparator): readonly string[] =>
  Papa.parse<string[]>(line, { delimiter, newline: '\n', preview: 1 }).data[0] ?? []

const namesKnown = (names: readonly string[], { isKnown }: CellLayout): number =>
  names.filter((name) => isKnown(columnName(name))).length

/** The separator under which the header holds most of the known names; a comma when none does. */
function separatorOf(text: string, layout: CellLayout): CellSeparator {
  let best: CellSeparator = ','
  let most = 0
  for (const separator of separators) {
    const found = namesKnown(cellsOf(headerOf(text), separator), layout)
    if (found > most) [best, most] = [separator, found]
  }
  return best
}

/** A separator that is not ours, when the header is written with it. */
function otherSeparatorOf(text: string, layout: CellLayout): string | null {
  const header = headerOf(text)
  return otherSeparators.find((other) => namesKnown(header.split(other), layout) >= NAMES_MIN) ?? null
}

/** The text without the empty lines at its end, which programs leave by the thousand. */
function withoutLastLines(text: string): string {
  let end = text.length
  while (text.charCodeAt(end - 1) === 0x0a) end--
  return text.slice(0, end)
}

/** What is wrong with the names of columns. @param row where they stand */
export function headerFindings(header: readonly string[], layout: CellLayout, row = 1): Finding[] {
  const findings: Finding[] = []
  const seen = new Set<string>()
  for (const cell of header) {
    const name = columnName(cell)
    if (!layout.isKnown(name)) findings.push({ row, column: cell, value: cell, code: 'plan-column-unknown' })
    else if (seen.has(name)) findings.push({ row, column: name, value: cell, code: 'plan-column-twice' })
    seen.add(name)
  }
  for (const name of layout.columns) {
    if (!seen.has(name) && !layout.optional.has(name))
      findings.push({ row, column: name, value: '', code: 'plan-column-missing' })
  }
  return findings
}

/**
 * Cuts a table in CSV (RFC 4180 quoting; comma, semicolon or tab) into rows of text cells by column, a block at a time,
 * so that only the text itself is in memory whole. Column names may stand in any order and in capitals; cells are
 * trimmed; empty lines are passed over, but counted as lines.
 */
export function openCsv(decoded: string, layout: CellLayout): CsvTable {
  // One kind of line end, so that a file put together from two programs is read right.
  const text = withoutLastLines(decoded.replace(/\r\n?/g, '\n'))
  const separator = separatorOf(text, layout)
  const refused = (...findings: Finding[]): CsvTable => ({ separator, findings, rows: [] })
  const records = recordsOf(text, separator)
  const first = records.next()
  const header = (first.value?.record ?? []).slice(0, COLUMNS_MAX).map((name) => name.trim())
  if (header.every((name) => name === ''))
    return refused({ row: 0, column: '', value: '', code: 'plan-empty' })
  const findings = headerFindings(header, layout)
  const other = findings.length > 0 ? otherSeparatorOf(text, layout) : null
  if (other) return refused({ row: 1, column: '', value: other, code: 'plan-separator-other' })
  if (findings.length > 0) return refused(...findings)
  const rest = { records, header, separator, line: 1 + linesWithin(first.value?.record ?? []) }
  const quotes = first.value?.isBroken
    ? [{ row: 1, column: '', value: textOf(header, separator), code: 'plan-quotes' } as const]
    : []
  return { separator, findings: quotes, rows: rowsOf(rest, layout) }
}

/** A quoted cell may hold line ends: they are counted, so that the rows below keep their line of the file. */
const linesWithin = (record: readonly string[]): number =>
  record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0)

interface CutRecord {
  readonly record: readonly string[]
  /** Whether its quotes make no sense. */
  readonly isBroken: boolean
  readonly read: number
}

function* rowsOf(
  rest: {
    readonly records: Iterable<CutRecord>
    readonly header: readonly string[]
    readonly separator: CellSeparator
    line: number
  },
  { rowsMax }: CellLayout,
): Generator<ReadRow> {
  const names = rest.header.map(columnName)
  let lines = 0
  for (const { record, isBroken, read } of rest.records) {
    const row = ++rest.line
    rest.line += linesWithin(record)
    const wrong = (value: string, code: Finding['code'], at = row): ReadRow => ({
      row: null,
      findings: [{ row: at, column: '', value, code }],
      read,
    })
    // As many empty lines may stand between the rows.
    if (++lines > 2 * rowsMax) return yield wrong(String(rowsMax), 'plan-too-many-rows', 0)
    if (isBroken) yield wrong(textOf(record, rest.separator), 'plan-quotes')
    else if (record.every((cell) => cell.trim() === '')) yield { row: null, findings: [], read }
    else if (record.length !== names.length) yield wrong(`${record.length}/${names.length}`, 'plan-row-shape')
    else yield { row: { row, cells: filled(names, record) }, findings: [], read }
  }
}

/** The cells that hold something, trimmed, by their columns. */
export function filled(names: readonly string[], record: readonly string[]): Record<string, string> {
  const cells: Record<string, string> = {}
  for (const [i, name] of names.entries()) {
    const cell = (record[i] ?? '').trim()
    if (cell !== '') cells[name] = cell
  }
  return cells
}

function* recordsOf(text: string, delimiter: CellSeparator): Generator<CutRecord, undefined> {
  let at = 0
  let length = BLOCK_LENGTH
  while (at < text.length) {
    const isLast = at + length >= text.length
    const block = text.slice(at, at + length)
    // The last row of a block may go on in the next one: it is left where it is.
    const { data, errors, meta } = new Papa.Parser({ delimiter, newline: '\n' }).parse(
      block,
      0,
      !isLast,
    ) as Papa.ParseResult<string[]>
    if (data.length === 0 && !isLast) {
      if (length >= ROW_LENGTH_MAX) return yield { record: [block.slice(0, 200)], isBroken: true, read: at }
      length *= 2
      continue
    }
    const broken = new Set(errors.filter((e) => e.type === 'Quotes').map((e) => e.row ?? 0))
    const end = isLast ? text.length : at + meta.cursor
    for (const [index, record] of data.entries())
      yield {
        record,
        isBroken: broken.has(index),
        read: at + Math.round(((end - at) * (index + 1)) / data.length),
      }
    at = end
    length = BLOCK_LENGTH
  }
  return undefined
}
