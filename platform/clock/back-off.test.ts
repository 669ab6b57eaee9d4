import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backOffMs } from './back-off.ts'

const bounds = { firstMs: 2_000, maxMs: 300_000 }
const drawing = (byte: number) => (n: number) => new Uint8Array(n).fill(byte)

describe('the wait before another try', () => {
  it('is up to twice as long each time, and never beyond its bound', () => {
    const most = [1, 2, 3, 8, 9, 1000].map((failures) =>
      backOffMs(failures, { ...bounds, fixedShare: 0 }, drawing(255)),
    )
    expect(most).toEqual([2_000, 4_000, 8_000, 256_000, 300_000, 300_000])
  })

  it('is never shorter than the share that is fixed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.nat(255),
        fc.constantFrom(0, 0.5, 1),
        (n, byte, fixedShare) => {
          const wait = backOffMs(n, { ...bounds, fixedShare }, drawing(byte))
          const most = backOffMs(n, { ...bounds, fixedShare }, drawing(255))
          expect(wait).toBeLessThanOrEqual(most)
          expect(wait).toBeGreaterThanOrEqual(most * fixedShare)
        },
      ),
    )
  })
})
