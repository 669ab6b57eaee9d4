import type { CellLayout, CellRow } from './csv-cells.ts'
import type { Finding } from './plan-problem.ts'

/** How a list in a JSON row is written in one cell: by column, what stands between its parts. */
export type ListColumns = Readonly<Record<string, string>>

/** A JSON value as the text cell it stands for; `null` when it cannot stand for one. */
function cellText(value: unknown, between: string | undefined): string | null {
  if (typeof value === 'string') return value.trim()
  if (value === null) return ''
  // A number with more digits than a double holds has been rounded by whoever read or wrote it.
  if (typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return String(value)
  if (between !== undefined && Array.isArray(value) && value.every((v) => typeof v === 'string'))
    return value.join(between)
  return null
}

/** What can be shown of a value that stands for no cell. Lists and objects nest as deep as whoever wrote them likes. */
function shownJson(value: unknown): string {
  if (Array.isArray(value)) return '[…]'
  return typeof value === 'object' ? '{…}' : String(value)
}

/** A row of a JSON file as the same text cells that a CSV gives. Numbers may be numbers, an empty cell null or left out. */
export function jsonRow(
  row: number,
  fields: Readonly<Record<string, unknown>>,
  { isKnown }: Pick<CellLayout, 'isKnown'>,
  lists: ListColumns,
): { readonly row: CellRow; readonly findings: readonly Finding[] } {
  const cells: Record<string, string> = {}
  const findings: Finding[] = []
  for (const [name, value] of Object.entries(fields)) {
    const cell = cellText(value, lists[name])
    if (!isKnown(name)) findings.push({ row, column: name, value: name, code: 'plan-column-unknown' })
    else if (cell === null)
      findings.push({ row, column: name, value: shownJson(value), code: 'plan-value-type' })
    else if (cell !== '') cells[name] = cell
  }
  return { row: { row, cells }, findings }
}
