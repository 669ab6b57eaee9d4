import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../test/shift/seeded-random.ts'
import { reconcile, type StockFigures, stockVerdict } from './reconcile.ts'

const nothing: StockFigures = {
  kind: 'unit-label',
  isKept: true,
  opening: 0,
  issued: 0,
  used: 0,
  voided: 0,
  inDoubt: 0,
  tests: 0,
  destroyed: 0,
}

describe('security stock', () => {
  it('is issued = used + voided + tests + destroyed + left, whatever became of it and in whatever order', () => {
    const random = seededRandom(40)
    const moves = ['issued', 'used', 'voided', 'tests', 'destroyed'] as const
    for (let day = 0; day < 200; day++) {
      let figures: StockFigures = { ...nothing, opening: Math.floor(random() * 100) }
      // What lies in the drawer, counted piece by piece as it comes and goes.
      let inDrawer = figures.opening
      for (let step = 0; step < 30; step++) {
        const move = moves[Math.floor(random() * moves.length)] ?? 'used'
        const pieces = move === 'issued' ? Math.floor(random() * 500) : 1
        figures = { ...figures, [move]: figures[move] + pieces }
        inDrawer += move === 'issued' ? pieces : -pieces
        const { expected, difference } = reconcile(figures, {
          left: inDrawer,
          expected: inDrawer,
          reason: null,
        })
        expect([expected, difference]).toEqual([inDrawer, 0])
        const { opening, issued, used, voided, tests, destroyed } = figures
        expect(opening + issued).toBe(used + voided + tests + destroyed + (expected ?? Number.NaN))
        // A count of before it is a count no more.
        if (pieces > 0)
          expect(reconcile(figures, { left: 5, expected: inDrawer + 1, reason: 'lost' })).toMatchObject({
            counted: null,
            difference: null,
            reason: null,
          })
      }
    }
  })

  it('in doubt is part of what was voided, and changes nothing else', () => {
    const figures = { ...nothing, issued: 10, voided: 3 }
    expect(reconcile({ ...figures, inDoubt: 2 }, null).expected).toBe(reconcile(figures, null).expected)
  })

  it('that nobody keeps has nothing that should be left, and a count of it means nothing', () => {
    const found = reconcile({ ...nothing, isKept: false, used: 4 }, { left: 3, expected: 3, reason: 'x' })
    expect(found).toMatchObject({ expected: null, counted: null, difference: null, reason: null })
  })

  it('agrees when every kind that is kept was counted right, and is not counted as soon as one was not', () => {
    const kept = (difference: number | null) => ({ isKept: true, difference })
    const not = { isKept: false, difference: null }
    expect(stockVerdict([kept(0), not])).toBe('agrees')
    expect(stockVerdict([kept(0), kept(-1), not])).toBe('differs')
    expect(stockVerdict([kept(-1), kept(null)])).toBe('not-counted')
    expect(stockVerdict([not, not])).toBe('not-counted')
    expect(stockVerdict([])).toBe('not-counted')
  })
})
