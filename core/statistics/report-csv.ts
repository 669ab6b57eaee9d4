import type { Saying } from '../decision/decision.ts'
import { cycles, figureNames } from './figures.ts'
import type { StatisticsReport, Tallied } from './report.ts'
import { classEnds } from './span-times.ts'

const CRLF = '\r\n'
/** U+FEFF: spreadsheets of older releases take a file without it for one of their own country's encoding. */
export const BYTE_ORDER_MARK = '\uFEFF'

/** What a spreadsheet would take for a formula, also behind blanks and the line breaks that some of them drop. */
const formula = /^[\s\0]*[=+\-@\t\r]/

/**
 * A cell by RFC 4180 §2: quoted where it must be. Text that a spreadsheet would run is kept from it by an apostrophe, which it
 * shows as text; numbers of ours are numbers, and a minus sign before one stays.
 */
export function csvCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = formula.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

interface Column {
  readonly name: string
  readonly of: (tallied: Tallied) => number | null
}

/** The columns of a report: every figure, then the sayings that came at all, then each span with its classes. */
function columnsOf({ total }: StatisticsReport): Column[] {
  const counts = figureNames.map((name): Column => ({ name, of: ({ counts }) => counts[name] }))
  const said = (Object.keys(total.sayings) as Saying[]).map(
    (name): Column => ({ name: `said.${name}`, of: ({ sayings }) => sayings[name] ?? 0 }),
  )
  const spans = cycles.flatMap((cycle) => [
    ...(['ended', 'open', 'median', 'p90'] as const).map(
      (part): Column => ({ name: `${cycle}.${part}`, of: ({ spans }) => spans[cycle][part] }),
    ),
    ...[...classEnds.map(String), 'longer'].map(
      (end, at): Column => ({ name: `${cycle}.${end}`, of: ({ spans }) => spans[cycle].classes[at] ?? 0 }),
    ),
  ])
  return [...counts, ...said, ...spans]
}

/**
 * The same figures as a table (RFC 4180, UTF-8): a header, a row for each key, and a last row `total`. A row of none in
 * particular has no key; an empty cell is a length of time of which none has ended. Without a byte order mark.
 */
export function reportCsv(report: StatisticsReport): string {
  const columns = columnsOf(report)
  const row = (kind: string, key: string | null, tallied: Tallied) => [
    kind,
    key,
    ...columns.map(({ of }) => of(tallied)),
  ]
  const rows = [
    ['row', report.by, ...columns.map(({ name }) => name)],
    ...report.rows.map(({ key, ...tallied }) => row(key === null ? 'none' : 'key', key, tallied)),
    row('total', null, report.total),
  ]
  return rows.map((cells) => cells.map(csvCell).join(',') + CRLF).join('')
}
