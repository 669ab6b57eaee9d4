import { type JsonPath, scanJson } from '../encoding/json-scan.ts'
import type { CellRow } from './csv-cells.ts'
import { jsonRow } from './json-cells.ts'
import { type Cells, planLayout, planRowsMax } from './plan-csv.ts'
import { type Finding, FoundProblems } from './plan-problem.ts'
import { planFile } from './plan-row.ts'

function twice(path: JsonPath): Finding {
  const [, index] = path
  const name = String(path.at(-1) ?? '')
  const row = typeof index === 'number' ? index + 1 : 0
  return { row, column: name, value: name, code: 'plan-column-twice' }
}

/**
 * Reads a plan in JSON, `{"format":"bondmark/plan/1","rows":[…]}`, into the same text cells that a CSV gives. Numbers
 * may be numbers, an empty cell may be null or left out, `sscc` may be a list.
 */
export function readJsonCells(text: string): Cells {
  const whole = (code: Finding['code'], value = ''): Cells => ({
    separator: null,
    rows: [],
    findings: FoundProblems.of({ row: 0, column: '', value, code }),
  })
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    return whole('plan-json-malformed', error instanceof Error ? error.message : '')
  }
  const file = planFile.safeParse(parsed)
  if (!file.success) {
    const issue = file.error.issues[0]
    return whole('plan-json-malformed', `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim())
  }
  const rows: CellRow[] = []
  const findings = new FoundProblems()
  // JSON.parse keeps the last of two values and says nothing: which one was meant, nobody can tell.
  findings.add(scanJson(text).repeatedKeys.map(twice))
  for (const [index, fields] of file.data.rows.slice(0, planRowsMax + 1).entries()) {
    const read = jsonRow(index + 1, fields, planLayout, { sscc: ' ' })
    findings.add(read.findings)
    rows.push(read.row)
  }
  return { separator: null, rows, findings }
}
