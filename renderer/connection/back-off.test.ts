import { expect, it } from 'vitest'
import { backOffMs } from './back-off.ts'

it('tries again soon at first, then less often, but never waits longer than five seconds', () => {
  const waits = Array.from({ length: 10 }, (_, attempt) => backOffMs(attempt))
  expect(waits.slice(0, 3)).toEqual([250, 500, 1000])
  expect(waits).toEqual(waits.toSorted((a, b) => a - b))
  expect(Math.max(...waits, backOffMs(100_000))).toBe(5_000)
})
