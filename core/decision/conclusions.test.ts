import { describe, expect, it } from 'vitest'
import { daysAfter } from './calendar.ts'
import { newest } from './conclusions.ts'
import type { Conclusion } from './history.ts'

const of = (id: string, on: string, outcome: Conclusion['outcome']): Conclusion => ({
  ...{ id, on, outcome, kind: 'ingredient-inspection', subject: {} },
  ...{ conditions: '', until: null, refundRatio: null },
})
const today = '2026-11-26'
const counting = (...all: Conclusion[]) => {
  const found = newest(all, today)
  // In whatever order they are handed in.
  expect(newest(all.toReversed(), today)).toBe(found)
  return found?.id
}

describe('of several conclusions', () => {
  it('the one of the latest day counts, and none of a day to come', () => {
    const [before, now] = [of('z', '2026-11-25', 'non-conformant'), of('a', today, 'conformant')]
    expect(counting(before, now)).toBe('a')
    expect(counting(before, of('y', '2026-11-27', 'conformant'))).toBe('z')
    expect(counting(of('y', '2026-11-27', 'conformant'))).toBeUndefined()
  })

  it('the worst of one day counts, whatever names whoever sends the goods has chosen', () => {
    const [good, soSo, bad] = [
      of('c', today, 'conformant'),
      of('b', today, 'conditional'),
      of('a', today, 'non-conformant'),
    ]
    expect(counting(good, soSo)).toBe('b')
    expect(counting(good, soSo, bad)).toBe('a')
    expect(counting(good, of('d', today, 'conformant'))).toBe('d')
  })
})

describe('days after a day', () => {
  it('are counted over the ends of months, and of February in leap years', () => {
    expect(daysAfter('2028-02-28', 1)).toBe('2028-02-29')
    expect(daysAfter('2027-02-28', 1)).toBe('2027-03-01')
    expect(daysAfter('2026-12-31', 365)).toBe('2027-12-31')
  })

  it('stay days that can be held against others as text', () => {
    expect(daysAfter('9999-12-30', 365)).toBe('9999-12-31')
  })
})
