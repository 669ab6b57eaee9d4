import { describe, expect, it } from 'vitest'
import { RateLimits } from './rate-limits.ts'

describe('the limits of a service', () => {
  const rates = { ofOne: { burst: 3, perSecond: 1 }, ofAll: { burst: 5, perSecond: 1 } }

  it('hold each caller to its own, and all of them together to one', () => {
    let nowMs = 0
    const limits = new RateLimits(rates, () => nowMs)
    const ask = (key: number) => limits.draw(key, 1).isAllowed
    expect([1, 1, 1, 1].map(ask)).toEqual([true, true, true, false])
    expect([2, 2, 2].map(ask)).toEqual([true, true, false])
    nowMs += 1_000
    expect([3, 3].map(ask)).toEqual([true, false])
  })

  it('take nothing of what is refused, and say what is left and when to come again', () => {
    let nowMs = 0
    const limits = new RateLimits(rates, () => nowMs)
    expect(limits.draw(1, 2)).toEqual({
      ...{ isAllowed: true, waitS: 0 },
      headers: { 'RateLimit-Policy': '"caller";q=3;w=3', RateLimit: '"caller";r=1;t=2' },
    })
    expect(limits.draw(1, 2)).toMatchObject({ isAllowed: false, waitS: 1 })
    expect(limits.draw(1, 1).isAllowed).toBe(true)
    limits.forgetAllBut(new Set())
    nowMs += 10_000
    expect(limits.draw(1, 3).isAllowed).toBe(true)
  })
})
