import { describe, expect, it } from 'vitest'
import { daysAfter } from './calendar.ts'
import { letsGoOn, newest } from './conclusions.ts'
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

describe('a contested conclusion', () => {
  const contested = (one: Conclusion): Conclusion => ({ ...one, isContested: true })

  it('keeps its place before older ones, and lets nothing go on', () => {
    const old = of('a', '2026-11-25', 'conformant')
    for (const outcome of ['conformant', 'conditional', 'non-conformant'] as const) {
      const now = contested(of('b', today, outcome))
      expect(counting(old, now)).toBe('b')
      expect(letsGoOn(now)).toBe(false)
    }
  })

  it('of one day counts before any that lets goods go on, and behind one that did not conform', () => {
    const good = contested(of('a', today, 'conformant'))
    expect(counting(good, of('b', today, 'conditional'), of('c', today, 'conformant'))).toBe('a')
    expect(counting(good, of('b', today, 'non-conformant'))).toBe('b')
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
