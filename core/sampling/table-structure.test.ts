import { describe, expect, it } from 'vitest'
import { type Aql, aqls } from './aqls.ts'
import { type CodeLetter, codeLetters } from './code-letters.ts'
import { planAt } from './plan-for.ts'
import { type Cell, masterTables } from './read-master-table.ts'
import { type Severity, severities } from './severities.ts'

/**
 * The tables again, out of the rule that they are made by and of nothing else: a cell depends on the place of its letter
 * plus the place of its AQL, because sample sizes and AQLs both grow by the fifth root of ten. Along each diagonal the same
 * stands, from Ac 0 on; before it is an arrow down, after its end one up. Corners: an arrow that leads to no plan turns round.
 */
const diagonals = {
  normal: { from: 14, marks: [0, 'up', 'down', 1, 2, 3, 5, 7, 10, 14, 21], beyond: [30, 44] },
  // One step later than normal, so that it is as strict as normal inspection at the AQL before.
  tightened: { from: 15, marks: [0, 'down', 'down', 1, 2, 3, 5, 8, 12, 18], beyond: [27, 41] },
  reduced: { from: 14, marks: [0, 'up', 'down', 'down', 1, 2, 3, 5, 6, 8, 10], beyond: [14, 21] },
} as const

/** Letters A to E go on where the others end: their samples are so small that many nonconformities per 100 units are few. */
const SMALL = 5
/** Under reduced inspection A and B have the sample of normal inspection's A, and its row. */
const asNormalA = new Set(['A', 'B'])
const sizes = [2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150]

function markAt(severity: Severity, letter: CodeLetter, place: number, column: number): Cell {
  if (severity === 'reduced' && asNormalA.has(letter) && column >= 16) return markAt('normal', 'A', 0, column)
  const { from, marks, beyond } = diagonals[severity]
  const at = place + column - from
  if (at < 0) return 'down'
  const whole: readonly Cell[] = place < SMALL ? [...marks, ...beyond] : marks
  return whole[at] ?? 'up'
}

function derived(severity: Severity): Cell[][] {
  const letters = codeLetters.slice(0, severity === 'tightened' ? 17 : 16)
  const marks = letters.map((letter, place) =>
    aqls.map((_, column) => markAt(severity, letter, place, column)),
  )
  // Letter S is there for the one column in which tightened inspection has no other plan to go down to.
  const last = marks[16]
  if (last) for (const column of aqls.keys()) if (aqls[column] !== '0.025') last[column] = null
  const isPlanIn = (rows: Cell[][], column: number) => rows.some((row) => typeof row[column] === 'number')
  return marks.map((row, place) =>
    row.map((cell, column) => {
      if (cell === 'down' && !isPlanIn(marks.slice(place + 1), column)) return 'up'
      if (cell === 'up' && !isPlanIn(marks.slice(0, place), column)) return 'down'
      return cell
    }),
  )
}

const plan = (letter: CodeLetter, aql: Aql, severity: Severity) => {
  const found = planAt(letter, aql, severity)
  if (!found) throw new Error(`no plan at ${letter} ${aql} ${severity}`)
  return found
}

describe('the structure of the master tables', () => {
  it.each(severities)('is that of the diagonals, cell by cell: %s', (severity) => {
    expect(masterTables[severity].map(({ cells }) => cells)).toEqual(derived(severity))
  })

  it('has the sample sizes of the preferred numbers, two letters behind under reduced inspection', () => {
    const sizesOf = (severity: Severity) => masterTables[severity].map(({ n }) => n)
    expect(sizesOf('normal')).toEqual(sizes.slice(0, 16))
    expect(sizesOf('tightened')).toEqual(sizes)
    expect(sizesOf('reduced')).toEqual([2, 2, ...sizes.slice(0, 14)])
  })

  it('leads each arrow to the first plan in its direction and to no other', () => {
    for (const severity of severities) {
      const rows = masterTables[severity]
      rows.forEach(({ letter, cells }, place) => {
        cells.forEach((cell, column) => {
          const aql = aqls[column]
          if (aql === undefined || cell === null) return
          const found = plan(letter, aql, severity)
          const there = rows.findIndex((row) => row.letter === found.letter)
          expect(rows[there]?.cells[column]).toBe(found.ac)
          expect(Math.sign(there - place)).toBe(cell === 'down' ? 1 : cell === 'up' ? -1 : 0)
          const between = rows.slice(Math.min(there, place) + 1, Math.max(there, place))
          for (const row of between) expect(row.cells[column]).toBe(cell)
        })
      })
    }
  })

  it('rejects at one more than it accepts, always', () => {
    for (const severity of severities)
      for (const letter of codeLetters.slice(0, 16))
        for (const aql of aqls) {
          const { ac, re } = plan(letter, aql, severity)
          expect(re).toBe(ac + 1)
        }
  })

  it('never lowers Ac as the AQL rises, nor Ac or n as the letter does', () => {
    for (const severity of severities)
      codeLetters.slice(0, 16).forEach((letter, i) => {
        aqls.forEach((aql, column) => {
          const here = plan(letter, aql, severity)
          const before = aqls[column - 1]
          if (before) expect(here.ac).toBeGreaterThanOrEqual(plan(letter, before, severity).ac)
          const smaller = codeLetters[i - 1]
          if (!smaller) return
          expect(here.ac).toBeGreaterThanOrEqual(plan(smaller, aql, severity).ac)
          expect(here.n).toBeGreaterThanOrEqual(plan(smaller, aql, severity).n)
        })
      })
  })
})
