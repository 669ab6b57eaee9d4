import type { Code } from '../../../core/errors/codes.ts'
import {
  type CellLayout,
  columnName,
  filled,
  headerFindings,
  type ReadRow,
} from '../../../core/plan/csv-cells.ts'
import type { Finding } from '../../../core/plan/plan-problem.ts'
import { readXml } from './read-xml.ts'
import type { Sheet, Workbook } from './workbook.ts'

/** No header is longer; cells behind it are not looked at. */
const COLUMNS_MAX = 200
/** Digits that a spreadsheet keeps of a number. */
const DIGITS_MAX = 999_999_999_999_999
const DAY_MS = 86_400_000

/** A cell as text, or why it cannot be. */
type CellText = { readonly text: string } | { readonly code: Code; readonly value: string }

interface RawCell {
  readonly type: string
  readonly style: number
  readonly value: string | null
  readonly isFormula: boolean
}

/** `BC12` → 54: the place of a column, from 0. */
function columnOf(reference: string): number {
  let column = 0
  for (const letter of reference.match(/^[A-Z]{1,3}/)?.[0] ?? '')
    column = column * 26 + letter.charCodeAt(0) - 64
  return column - 1
}

/** A spreadsheet's number of a day as `YYYY-MM-DD`: 1 is 1900-01-01, and 60 a day that never was. */
function dayOf(serial: number, is1904: boolean): string {
  const days = Math.floor(serial) - (is1904 ? 24_107 : serial < 60 ? 25_568 : 25_569)
  const date = new Date(days * DAY_MS)
  return Number.isNaN(date.getTime()) ? String(serial) : date.toISOString().slice(0, 10)
}

function textOf({ type, style, value, isFormula }: RawCell, { strings, isDay, is1904 }: Workbook): CellText {
  if (value === null) return isFormula ? { code: 'catalogue-formula-uncalculated', value: '' } : { text: '' }
  if (type === 's') return { text: strings[Number(value)] ?? '' }
  if (type === 'e') return { code: 'catalogue-cell-error', value }
  if (type === 'b') return { text: value === '1' ? 'TRUE' : 'FALSE' }
  if (type === 'd') return { text: value.slice(0, 10) }
  if (type !== 'n') return { text: value }
  const number = Number(value)
  if (Number.isNaN(number)) return { text: value }
  if (isDay[style]) return { text: dayOf(number, is1904) }
  if (Math.abs(number) > DIGITS_MAX) return { code: 'catalogue-number-rounded', value }
  // A GTIN of 13 digits may stand there as 9.506000110011E+12: the number is whole, only its writing is not.
  return { text: String(number) }
}

/** Rows of a sheet as the same text cells that a CSV gives; the first that is not empty names the columns. */
export async function* sheetRows(
  workbook: Workbook,
  sheet: Sheet,
  layout: CellLayout,
): AsyncGenerator<ReadRow> {
  let header: readonly string[] | null = null
  let rows = 0
  for await (const { row, cells, read } of rawRows(sheet)) {
    const texts: string[] = []
    const findings: Finding[] = []
    for (const [column, cell] of cells) {
      const said = textOf(cell, workbook)
      if ('text' in said) texts[column] = said.text.trim()
      else findings.push({ row, column: header?.[column] ?? '', value: said.value, code: said.code })
    }
    const record = Array.from(texts, (text) => text ?? '')
    if (findings.length === 0 && record.every((text) => text === '')) continue
    if (header === null) {
      header = record.map(columnName)
      const wrong = [...findings, ...headerFindings(record, layout, row)]
      if (wrong.length === 0) continue
      yield { row: null, findings: wrong, read }
      return
    }
    if (++rows > layout.rowsMax) {
      const value = String(layout.rowsMax)
      yield { row: null, findings: [{ row: 0, column: '', value, code: 'catalogue-too-many-rows' }], read }
      return
    }
    const behind = record.slice(header.length).find((text) => text !== '')
    if (behind !== undefined)
      findings.push({
        row,
        column: '',
        value: `${record.length}/${header.length}`,
        code: 'catalogue-row-shape',
      })
    yield { row: findings.length > 0 ? null : { row, cells: filled(header, record) }, findings, read }
  }
}

interface RawRow {
  readonly row: number
  readonly cells: ReadonlyMap<number, RawCell>
  readonly read: number
}

async function* rawRows({ part }: Sheet): AsyncGenerator<RawRow> {
  let read = 0
  async function* counted() {
    for await (const piece of part.read()) {
      read += piece.length
      yield piece
    }
  }
  let [row, column] = [0, -1]
  let cells = new Map<number, RawCell>()
  let cell: { type: string; style: number; value: string | null; isFormula: boolean } | null = null
  let [isValue, isPhonetic] = [false, false]
  for await (const pieces of readXml(counted()))
    for (const piece of pieces) {
      if (piece.kind === 'text') {
        if (cell && isValue && !isPhonetic) cell.value = (cell.value ?? '') + piece.text
        continue
      }
      const isOpen = piece.kind === 'open'
      if (piece.name === 'v' || piece.name === 't') isValue = isOpen
      else if (piece.name === 'rPh') isPhonetic = isOpen
      else if (piece.name === 'f' && isOpen && cell) cell.isFormula = true
      else if (piece.name === 'row' && isOpen) {
        row = Number(piece.attributes.r ?? row + 1)
        column = -1
        cells = new Map()
      } else if (piece.name === 'row') yield { row, cells, read }
      else if (piece.name === 'c' && isOpen) {
        const { r, t = 'n', s = '0' } = piece.attributes
        column = r === undefined ? column + 1 : columnOf(r)
        cell = { type: t, style: Number(s), value: null, isFormula: false }
      } else if (piece.name === 'c') {
        if (cell && column >= 0 && column < COLUMNS_MAX) cells.set(column, cell)
        cell = null
      }
    }
}
