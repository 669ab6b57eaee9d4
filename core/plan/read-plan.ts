import type { Asn, PlanLine } from './asn.ts'
import { PlanChecks } from './plan-checks.ts'
import type { Finding, PlanSeparator } from './plan-csv.ts'
import { planRowsMax, readCsvCells } from './plan-csv.ts'
import { readJsonCells } from './plan-json.ts'
import type { PlanProblem } from './plan-problem.ts'
import { problemsMax, problemsOf } from './plan-problem.ts'
import type { PlanRow } from './plan-row.ts'
import { planRow } from './plan-row.ts'
import type { DecodeGb18030, PlanEncoding } from './plan-text.ts'
import { planText } from './plan-text.ts'

/** How a plan was written, so that whoever handed it in can see that it was understood. */
export interface PlanReport {
  readonly form: 'csv' | 'json'
  readonly encoding: PlanEncoding
  /** `null` for JSON. */
  readonly separator: PlanSeparator | null
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
  | { readonly ok: false; readonly problems: PlanProblem[] }

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
 * row, column, value and a code whose words stand in `core/errors/words`. Never throws on content. At most 16 MiB and
 * 50,000 rows.
 */
export function readPlan(
  bytes: Uint8Array,
  options: { fileName: string; decodeGb18030: DecodeGb18030 },
): PlanReading {
  const file = options.fileName
  const refuse = (findings: readonly Finding[]): PlanReading => ({
    ok: false,
    problems: problemsOf(file, findings),
  })
  const whole = (code: Finding['code'], value = '') => refuse([{ row: 0, column: '', value, code }])

  const decoded = planText(bytes, options.decodeGb18030)
  if ('code' in decoded) return whole(decoded.code, `${bytes.length} bytes`)
  const form = /^\s*[{[]/.test(decoded.text) ? 'json' : 'csv'
  const { separator, rows, findings } =
    form === 'json' ? readJsonCells(decoded.text) : readCsvCells(decoded.text)
  if (rows.length > planRowsMax) return whole('plan-too-many-rows', String(planRowsMax))

  const problems: Finding[] = [...findings]
  const good: PlacedRow[] = []
  const checks = new PlanChecks()
  for (const { row, cells } of rows) {
    if (problems.length >= problemsMax) break
    const parsed = planRow.safeParse(cells)
    if (parsed.success) {
      problems.push(...checks.add(row, parsed.data, cells))
      good.push({ place: row, row: parsed.data })
    } else problems.push(...rowFindings(row, parsed.error.issues, cells))
  }
  if (problems.length > 0) return refuse(problems)
  if (good.length === 0) return whole('plan-empty')
  return {
    ok: true,
    ...asnsOf(good),
    report: { form, encoding: decoded.encoding, separator, rows: good.length },
  }
}

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
    // The message of every check of a row is its code; the schema is the only one who writes them.
    first.set(column, { row, column, value: cells[column] ?? '', code: issue.message as Finding['code'] })
  }
  return [...first.values()]
}
