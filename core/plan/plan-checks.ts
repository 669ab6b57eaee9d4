import type { Finding } from './plan-problem.ts'
import type { PlanColumn, PlanRow } from './plan-row.ts'

/** Columns that belong to the consignment, so every row of an ASN must say the same. */
const ofTheAsn = ['supervision_mode', 'container', 'container_seal', 'seller'] as const
/** Columns that belong to the goods of a line, so every lot of it must say the same. */
const ofTheLine = ['gtin'] as const

/** What one row of a plan must be to itself and to the rows above it. Rows are added in the order of the file. */
export class PlanChecks {
  readonly #asns = new Map<string, PlanRow>()
  readonly #lines = new Map<string, PlanRow>()
  readonly #lots = new Set<string>()
  readonly #ssccs = new Set<string>()

  /** Adds a row and answers what is wrong with it; `cells` are its texts, to be named. */
  add(row: number, data: PlanRow, cells: Readonly<Record<string, string>>): Finding[] {
    const findings: Finding[] = []
    const find = (column: PlanColumn, code: Finding['code'], value = cells[column] ?? '') =>
      findings.push({ row, column, value, code })

    if (data.units_per_case > data.quantity) find('units_per_case', 'plan-units-per-case-over')
    if (data.report_expires && !data.report_id) find('report_id', 'plan-report-incomplete')

    const lotKey = JSON.stringify([data.asn, data.line, data.lot])
    if (this.#lots.has(lotKey)) find('lot', 'plan-row-twice')
    this.#lots.add(lotKey)

    for (const sscc of data.sscc ?? []) {
      if (this.#ssccs.has(sscc)) find('sscc', 'plan-sscc-twice', sscc)
      this.#ssccs.add(sscc)
    }

    const asn = this.#asns.get(data.asn)
    if (!asn) this.#asns.set(data.asn, data)
    else for (const name of ofTheAsn) if (asn[name] !== data[name]) find(name, 'plan-asn-inconsistent')

    const lineKey = JSON.stringify([data.asn, data.line])
    const line = this.#lines.get(lineKey)
    if (!line) this.#lines.set(lineKey, data)
    else for (const name of ofTheLine) if (line[name] !== data[name]) find(name, 'plan-line-inconsistent')
    return findings
  }
}
