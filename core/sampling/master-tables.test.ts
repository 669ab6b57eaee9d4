import { describe, expect, it } from 'vitest'
import { aqls } from './aqls.ts'
import { codeLetters } from './code-letters.ts'
import { planAt } from './plan-for.ts'
import { type Cell, masterTables } from './read-master-table.ts'
import { arrowRows, resolvedCells, threeColumns } from './second-transcription.stub.ts'
import { severities } from './severities.ts'

describe('the master tables', () => {
  it('give the plan of every cell that a second transcription gives, letter, sample size, Ac and Re', () => {
    expect(resolvedCells).toHaveLength((16 + 17 + 16) * 26)
    for (const severity of severities)
      for (const letter of codeLetters)
        for (const aql of aqls) {
          const there = resolvedCells.find(
            (cell) => cell.severity === severity && cell.letter === letter && cell.aql === aql,
          )
          expect([severity, letter, aql, planAt(letter, aql, severity)]).toEqual([
            severity,
            letter,
            aql,
            there?.plan ?? null,
          ])
        }
  })

  it('have the arrows of a third one, which differs from both in 15 cells that are known', () => {
    const sign = (cell: Cell | undefined) => ({ down: 'N', up: 'P' })[String(cell)] ?? String(cell)
    const differences: string[] = []
    for (const severity of severities) {
      const rows = arrowRows(severity)
      expect(rows).toHaveLength(16)
      rows.forEach(([n, ...marks], i) => {
        const row = masterTables[severity][i]
        expect(Number(n)).toBe(row?.n)
        expect(marks).toHaveLength(26)
        marks.forEach((mark, column) => {
          const ours = sign(row?.cells[column])
          if (ours !== mark)
            differences.push(`${severity} ${row?.letter} ${aqls[column]}: ${ours}, there ${mark}`)
        })
      })
    }
    expect(differences).toEqual([
      'tightened A 10: 0, there N',
      'reduced C 65: 5, there 4',
      'reduced D 40: 5, there 4',
      'reduced E 25: 5, there 4',
      'reduced F 15: 5, there 4',
      'reduced G 10: 5, there 4',
      'reduced H 6.5: 5, there 4',
      'reduced J 4.0: 5, there 4',
      'reduced K 2.5: 5, there 4',
      'reduced L 1.5: 5, there 4',
      'reduced M 1.0: 5, there 4',
      'reduced N 0.65: 5, there 4',
      'reduced P 0.40: 5, there 4',
      'reduced Q 0.25: 5, there 4',
      'reduced R 0.15: 5, there 4',
    ])
  })

  it('have, cell by cell, the three columns that were typed by hand from a third national text', () => {
    const sign = (cell: Cell | undefined) => ({ down: 'v', up: '^' })[String(cell)] ?? String(cell)
    for (const severity of severities) {
      const columns = threeColumns[severity] ?? {}
      expect(Object.keys(columns).sort()).toEqual(['1.0', '10', '4.0'])
      for (const [aql, marks] of Object.entries(columns)) {
        const column = (aqls as readonly string[]).indexOf(aql)
        const ours = masterTables[severity].slice(0, 16).map(({ cells }) => sign(cells[column]))
        expect([severity, aql, ours.join(' ')]).toEqual([severity, aql, marks])
      }
    }
  })
})
