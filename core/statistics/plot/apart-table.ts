import type { Figure } from '../figures.ts'
import type { StatisticsReport } from '../report.ts'
import type { StatisticsWords } from '../statistics-words.ts'
import type { TableView } from './plot-view.ts'

/** What is shown of each row. */
const shown = [
  ...['planned', 'received', 'labeled', 'passed', 'short', 'damaged', 'voided', 'stops'],
  ...['hold', 'refuse', 'nonconformant', 'tasks', 'results', 'overrides'],
] as const satisfies readonly Figure[]

/** Rows of a table that a person still reads; a file has all. */
const ROWS_MAX = 100

/** A report as a table, the busiest rows first; how many rows there are in all. */
export function apartTable(
  { by, rows, total }: StatisticsReport,
  { say, number }: StatisticsWords,
): { readonly table: TableView; readonly shown: number; readonly all: number } {
  const busy = (row: StatisticsReport['rows'][number]) =>
    shown.reduce((sum, figure) => sum + row.counts[figure], 0)
  const busiest = by === 'day' ? rows : rows.toSorted((a, b) => busy(b) - busy(a))
  const cut = busiest.slice(0, ROWS_MAX)
  return {
    table: {
      head: [say(`by.${by}`), ...shown.map((figure) => say(`figure.${figure}`))],
      rows: [
        ...cut.map(({ key, counts }) => [
          key ?? say('none'),
          ...shown.map((figure) => number(counts[figure])),
        ]),
        [say('sum'), ...shown.map((figure) => number(total.counts[figure]))],
      ],
    },
    shown: cut.length,
    all: rows.length,
  }
}
