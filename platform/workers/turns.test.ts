import { describe, expect, it } from 'vitest'
import { Turns } from './turns.ts'

describe('turns', () => {
  it('are so many at once and in order, and end where too many wait', async () => {
    const turns = new Turns({ atOnceMax: 2, waitingMax: 32 })
    const free: (() => void)[] = []
    const began: number[] = []
    const taken = Array.from({ length: 40 }, (_, i) =>
      turns.take(async () => {
        began.push(i)
        await new Promise<void>((resolve) => free.push(resolve))
        return i
      }),
    )
    expect(began).toEqual([0, 1])
    expect(await Promise.all(taken.slice(34))).toEqual(Array(6).fill(null))
    while (began.length < 34) {
      free.shift()?.()
      await new Promise((resolve) => setImmediate(resolve))
    }
    for (const each of free) each()
    expect(await Promise.all(taken.slice(0, 34))).toEqual(Array.from({ length: 34 }, (_, i) => i))
    expect(began).toEqual(Array.from({ length: 34 }, (_, i) => i))
    // After a failure the turn is free again.
    await expect(turns.take(() => Promise.reject(new Error('x')))).rejects.toThrow('x')
    expect(await turns.take(async () => 'free')).toBe('free')
  })
})
