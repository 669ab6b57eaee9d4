import type { Asn, PlanLine } from './asn.ts'
import type { CellSeparator } from './csv-cells.ts'
import { PlanChecks } from './plan-checks.ts'
import { planRowsMax, readCsvCells } from './plan-csv.ts'
import { readJsonCells } from './plan-json.ts'
import { type Finding, FoundProblems, type PlanProblem, problemsOf } from './plan-problem.ts'
import type { PlanRow } from './plan-row.ts'
import { planRow } from './plan-row.ts'
import type { DecodeGb18030, PlanEncoding } from './plan-text.ts'
import { planText } from './plan-text.ts'
import { spreadsheetHabit } from './spreadsheet-habit.ts'

/** How a plan was written, so that whoever handed it in can see that it was understood. */
export interface PlanReport {
  readonly form: 'csv' | 'json'
  readonly encoding: PlanEncoding
  /** `null` for JSON. */
  readonly separator: CellSeparator | null
  readonly rows: number
}

export type PlanReading =
  | {
      readonly ok: true
      readonly plans: Asn[]
      readonly report: PlanReport
      /** The row of the file that a line was read from: what is found out later can still name its place. */
      readonly rowOf: ReadonlyMap<PlanLine, number>
    }
  | PlanRefusal

/** Nothing of the file is taken: the first hundred of its problems, and how many there are. */
export interface PlanRefusal {
  readonly ok: false
  readonly problems: readonly PlanProblem[]
  readonly total: number
}

/** Told while a file is read: rows that have been checked, of so many. */
export type OnRows = (checked: number, rows: number) => void

export interface ReadPlanOptions {
  readonly fileName: string
  readonly decodeGb18030: DecodeGb18030
  readonly onRows?: OnRows
}

/** A refusal of these findings, in the order of the file. */
export const refusePlan = (file: string, { first, total }: FoundProblems): PlanRefusal => ({
  ok: false,
  problems: problemsOf(file, first),
  total,
})

function lineOf(row: PlanRow): PlanLine {
  return {
    line: row.line,
    lot: row.lot,
    customsEntry: row.customs_entry,
    entryItem: row.entry_item,
    brand: row.brand,
    manufacturer: row.manufacturer,
    gtin: row.gtin,
    nameZh: row.name_zh,
    nameEn: row.name_en,
    category: row.category,
    hsCode: row.hs_code,
    origin: row.origin,
    expiry: row.expiry,
    quantity: row.quantity,
    unitsPerCase: row.units_per_case,
    ssccs: row.sscc ?? [],
    reportId: row.report_id ?? null,
    reportExpires: row.report_expires ?? null,
    refundRatio: row.refund_ratio ?? null,
  }
}

/** A row that is right, and its place in the file. */
interface PlacedRow {
  readonly place: number
  readonly row: PlanRow
}

function asnsOf(rows: readonly PlacedRow[]): { plans: Asn[]; rowOf: Map<PlanLine, number> } {
  const asns = new Map<string, { head: Omit<Asn, 'lines'>; lines: PlanLine[] }>()
  const rowOf = new Map<PlanLine, number>()
  for (const { place, row } of rows) {
    const line = lineOf(row)
    rowOf.set(line, place)
    const found = asns.get(row.asn)
    if (found) {
      found.lines.push(line)
      continue
    }
    const head = {
      asn: row.asn,
      supervisionMode: row.supervision_mode,
      container: row.container ?? null,
      containerSeal: row.container_seal ?? null,
      seller: row.seller,
    }
    asns.set(row.asn, { head, lines: [line] })
  }
  return { plans: [...asns.values()].map(({ head, lines }) => ({ ...head, lines })), rowOf }
}

/**
 * Reads an inbound plan file: CSV (UTF-8 with or without BOM, or GB18030; comma, semicolon or tab) or JSON. The file is
 * taken whole or not at all: with `ok: false` there are up to 100 problems, in the order of the file, each naming file,
 * row, column, value and a code whose words stand in `core/errors/words`, and their number. Never throws on content. At
 * most 16 MiB and 50,000 rows.
 */
export function readPlan(
  bytes: Uint8Array,
  { fileName, decodeGb18030, onRows }: ReadPlanOptions,
): PlanReading {
  const whole = (code: Finding['code'], value = '', row = 0): PlanReading =>
    refusePlan(fileName, FoundProblems.of({ row, column: '', value, code }))

  const decoded = planText(bytes, decodeGb18030)
  if ('code' in decoded) return whole(decoded.code, decoded.value, decoded.row)
  const form = /^\s*[{[]/.test(decoded.text) ? 'json' : 'csv'
  const {
    separator,
    rows,
    findings: found,
  } = form === 'json' ? readJsonCells(decoded.text) : readCsvCells(decoded.text)
  if (rows.length > planRowsMax) return whole('plan-too-many-rows', String(planRowsMax))

  const good: PlacedRow[] = []
  const checks = new PlanChecks()
  for (const [at, { row, cells }] of rows.entries()) {
    if (at % ROWS_TOLD === 0) onRows?.(at, rows.length)
    const parsed = planRow.safeParse(cells)
    if (parsed.success) {
      found.add(checks.add(row, parsed.data, cells))
      good.push({ place: row, row: parsed.data })
    } else found.add(rowFindings(row, parsed.error.issues, cells))
  }
  if (found.total > 0) return refusePlan(fileName, found)
  if (good.length === 0) return whole('plan-empty')
  return {
    ok: true,
    ...asnsOf(good),
    report: { form, encoding: decoded.encoding, separator, rows: good.length },
  }
}

/** How often `onRows` is told, in rows. */
const ROWS_TOLD = 1000

/** The first finding of each column: a GTIN that is too short has no check digit worth talking about. */
function rowFindings(
  row: number,
  issues: readonly { path: PropertyKey[]; message: string }[],
  cells: Readonly<Record<string, string>>,
): Finding[] {
  const first = new Map<string, Finding>()
  for (const issue of issues) {
    const column = String(issue.path[0] ?? '')
    if (first.has(column)) continue
    const value = cells[column] ?? ''
    // The message of every check of a row is its code; the schema is the only one who writes them.
    first.set(column, {
      row,
      column,
      value,
      code: spreadsheetHabit(value) ?? (issue.message as Finding['code']),
    })
  }
  return [...first.values()]
}
