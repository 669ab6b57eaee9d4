import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { realTimer, sleep } from '../../platform/clock/timer.ts'
import { VirtualTime } from './virtual-time.ts'

describe('virtual time', () => {
  it('runs a day of waiting promises in their order, at once', async () => {
    const time = new VirtualTime()
    const seen: string[] = []
    const worker = async (name: string, everyMs: number, times: number) => {
      for (let count = 1; count <= times; count++) {
        await sleep(time, everyMs)
        seen.push(`${name}${count}@${time.nowMs()}`)
      }
    }
    const hour = 3_600_000
    await time.until(Promise.all([worker('a', 8 * hour, 3), worker('b', 6 * hour, 4)]))
    expect(time.nowMs()).toBe(24 * hour)
    expect(seen).toEqual([
      `b1@${6 * hour}`,
      `a1@${8 * hour}`,
      `b2@${12 * hour}`,
      `a2@${16 * hour}`,
      `b3@${18 * hour}`,
      `a3@${24 * hour}`,
      `b4@${24 * hour}`,
    ])
  })

  it('calls in order of the moment, then of the asking, whatever was cancelled', async () => {
    const calls = fc.array(fc.record({ ms: fc.integer({ min: 0, max: 9 }), cancelled: fc.boolean() }))
    await fc.assert(
      fc.asyncProperty(calls, async (asked) => {
        const time = new VirtualTime()
        const seen: number[] = []
        for (const [index, { ms, cancelled }] of asked.entries()) {
          const cancel = time.after(ms, () => seen.push(index))
          if (cancelled) cancel()
        }
        await time.pass(9)
        const kept = [...asked.entries()].filter(([, { cancelled }]) => !cancelled)
        expect(seen).toEqual(kept.sort(([a, x], [b, y]) => x.ms - y.ms || a - b).map(([index]) => index))
      }),
      { numRuns: 40 },
    )
  })

  it('says that work is stuck which waits for something that never comes', async () => {
    await expect(new VirtualTime().until(new Promise(() => undefined))).rejects.toThrow('stuck at 0 ms')
  })

  it('passes on what the work throws', async () => {
    await expect(new VirtualTime().until(Promise.reject(new Error('no')))).rejects.toThrow('no')
  })
})

describe('a sleep', () => {
  it('ends with the reason of its signal', async () => {
    await expect(sleep(realTimer, 60_000, AbortSignal.abort('enough'))).rejects.toBe('enough')
    const stop = new AbortController()
    const sleeping = sleep(realTimer, 60_000, stop.signal)
    stop.abort('enough')
    await expect(sleeping).rejects.toBe('enough')
  })
})
