import { describe, expect, it } from 'vitest'
import { untilNextMs } from './sharing-desk.ts'

describe('a station that was answered', () => {
  it('asks again in a minute, and alone less and less often, at least each ten minutes', () => {
    const minutes = [0, 1, 2, 3, 4, 5, 1000].map((alone) => untilNextMs(alone) / 60_000)
    expect(minutes).toEqual([1, 1, 2, 4, 8, 10, 10])
  })
})
