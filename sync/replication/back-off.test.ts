import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backOffMs } from './back-off.ts'

describe('the wait before another try', () => {
  it('is anything up to twice as long each time, and never beyond five minutes', () => {
    const most = [1, 2, 3, 8, 9, 1000].map((attempt) => backOffMs(attempt, 0.999_999))
    expect(most).toEqual([2_000, 4_000, 8_000, 256_000, 300_000, 300_000])
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.float({ min: 0, max: Math.fround(0.999) }), (n, x) => {
        const wait = backOffMs(n, x)
        expect(wait).toBeGreaterThanOrEqual(0)
        expect(wait).toBeLessThanOrEqual(backOffMs(n, 1))
      }),
    )
  })
})
