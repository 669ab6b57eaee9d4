import { type JsonPath, scanJson } from '../encoding/json-scan.ts'
import type { Cells, PlanCells } from './plan-csv.ts'
import { planRowsMax } from './plan-csv.ts'
import { type Finding, FoundProblems } from './plan-problem.ts'
import { planColumns, planFile } from './plan-row.ts'

const known: ReadonlySet<string> = new Set(planColumns)

/** A JSON value as the text cell it stands for; `null` when it cannot stand for one. */
function cellText(name: string, value: unknown): string | null {
  if (typeof value === 'string') return value.trim()
  if (value === null) return ''
  // A number with more digits than a double holds has been rounded by whoever read or wrote it.
  if (typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return String(value)
  if (name === 'sscc' && Array.isArray(value) && value.every((v) => typeof v === 'string'))
    return value.join(' ')
  return null
}

function twice(path: JsonPath): Finding {
  const [, index] = path
  const name = String(path.at(-1) ?? '')
  const row = typeof index === 'number' ? index + 1 : 0
  return { row, column: name, value: name, code: 'plan-column-twice' }
}

/** What can be shown of a value that stands for no cell. Lists and objects nest as deep as whoever wrote them likes. */
function shownJson(value: unknown): string {
  if (Array.isArray(value)) return '[…]'
  return typeof value === 'object' ? '{…}' : String(value)
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
  const rows: PlanCells[] = []
  const findings = new FoundProblems()
  // JSON.parse keeps the last of two values and says nothing: which one was meant, nobody can tell.
  findings.add(scanJson(text).repeatedKeys.map(twice))
  for (const [index, fields] of file.data.rows.slice(0, planRowsMax + 1).entries()) {
    const row = index + 1
    const cells: Record<string, string> = {}
    for (const [name, value] of Object.entries(fields)) {
      const cell = cellText(name, value)
      if (!known.has(name)) findings.add([{ row, column: name, value: name, code: 'plan-column-unknown' }])
      else if (cell === null)
        findings.add([{ row, column: name, value: shownJson(value), code: 'plan-value-type' }])
      else if (cell !== '') cells[name] = cell
    }
    rows.push({ row, cells })
  }
  return { separator: null, rows, findings }
}
