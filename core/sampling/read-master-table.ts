import { aqls } from './aqls.ts'
import { type CodeLetter, codeLetters } from './code-letters.ts'
import { table2A, table2B, table2C } from './master-tables.ts'
import type { Severity } from './severities.ts'

/** A cell of a master table: a plan's acceptance number, an arrow to the first plan that way, or nothing. */
export type Cell = number | 'down' | 'up' | null

export interface MasterRow {
  readonly letter: CodeLetter
  /** Sample size. */
  readonly n: number
  /** In the order of `aqls`. */
  readonly cells: readonly Cell[]
}

function cellOf(text: string): Cell {
  if (text === '↓') return 'down'
  if (text === '↑') return 'up'
  return text === '·' ? null : Number(text)
}

function rowsOf(table: string): readonly MasterRow[] {
  const [head, ...rows] = table.trim().split('\n')
  const columns = head?.trim().split(/\s+/).slice(1)
  return rows.map((row, i) => {
    const [name, n, ...cells] = row.trim().split(/\s+/)
    const letter = codeLetters[i]
    // A slip of the hand in a table must not become a plan: it stops the program before anything is decided by it.
    if (
      letter === undefined ||
      letter !== name ||
      cells.length !== aqls.length ||
      columns?.join() !== aqls.join()
    )
      throw new Error(`row ${i} of a master table is malformed`)
    return { letter, n: Number(n), cells: cells.map(cellOf) }
  })
}

/** Tables 2-A, 2-B and 2-C by the severity that they are for. */
export const masterTables: Readonly<Record<Severity, readonly MasterRow[]>> = {
  normal: rowsOf(table2A),
  tightened: rowsOf(table2B),
  reduced: rowsOf(table2C),
}
