import { describe, expect, it } from 'vitest'
import { VirtualTime } from '../../drivers/simulators/virtual-time.ts'
import { PINS_AHEAD_MAX, type PinPair, PinPool } from './pin-pool.ts'

/** What a pair costs on the machine that this was measured on. */
const PAIR_MS = 24

/** A pool in a time of its own, with pairs that cost what real ones do, and how many are in the making at once. */
function world(appetite?: () => number) {
  const time = new VirtualTime()
  const made: Uint8Array[] = []
  const seen = { atOnce: 0, most: 0, fails: false, hangs: false }
  const makePair = () =>
    new Promise<PinPair>((resolve, reject) => {
      seen.most = Math.max(seen.most, ++seen.atOnce)
      if (seen.hangs) return
      time.after(PAIR_MS, () => {
        seen.atOnce--
        const pin = new TextEncoder().encode(`PIN${`${made.length}`.padStart(7, '0')}`)
        if (seen.fails) return reject(Object.assign(new Error('PIN0000000'), { code: 'ERR_TEST' }))
        made.push(pin)
        resolve({ pin, commitment: `$${made.length}` })
      })
    })
  const faults: string[] = []
  const onFault = ({ code }: { code: string }) => faults.push(code)
  const pool = new PinPool({ makePair, timer: time, onFault, ...(appetite && { appetite }) })
  return { time, made, seen, faults, pool }
}

describe('the pool of scratch codes', () => {
  it('makes none while none is worth having, and none before it is woken', async () => {
    const { time, made, pool } = world(() => 0)
    await time.pass(60_000)
    pool.wake()
    await time.pass(60_000)
    expect(made).toHaveLength(0)
  })

  it('has the first eight at once, and the others at a tenth of one processor', async () => {
    const { time, made, seen, pool } = world(() => 40)
    pool.wake()
    await time.pass(5 * PAIR_MS)
    expect(pool.ready).toBeGreaterThanOrEqual(8)
    const before = made.length
    await time.pass(100 * PAIR_MS)
    expect(made.length - before).toBeLessThanOrEqual(10)
    expect(made.length - before).toBeGreaterThanOrEqual(9)
    expect(seen.most).toBe(2)
    await time.pass(60_000)
    expect(pool.ready).toBe(40)
    expect(made).toHaveLength(40)
  })

  it('never holds more than its bound, whatever is planned', async () => {
    const { time, pool } = world(() => 1_000_000)
    pool.wake()
    await time.pass(3_600_000)
    expect(pool.ready).toBe(PINS_AHEAD_MAX)
  })

  it('sees within a second of a change that more are worth having', async () => {
    let wanted = 0
    const { time, pool } = world(() => wanted)
    pool.wake()
    await time.pass(10)
    wanted = 8
    pool.wake()
    await time.pass(1_000 + 5 * PAIR_MS)
    expect(pool.ready).toBe(8)
  })

  it('has 1,000 labels, printed nine a second, never wait, from the first eight on', async () => {
    let left = 1_000
    const { time, pool } = world(() => left)
    pool.wake()
    await time.pass(5 * PAIR_MS)
    let waits = 0
    for (; left > 0; left--) {
      if (pool.ready === 0) waits++
      await time.until(pool.ensure(1))
      pool.take()
      await time.pass(111)
    }
    expect(waits).toBe(0)
  })

  it('gives a case of 500 all of them or none, four at a time, and says how far it is', async () => {
    const { time, seen, pool } = world()
    const told: number[] = []
    await time.until(pool.ensure(500, (ready) => told.push(ready)))
    expect(pool.ready).toBe(500)
    expect(seen.most).toBe(4)
    expect(told).toEqual(told.toSorted((a, b) => a - b))
    expect(told.at(-1)).toBe(500)
    expect(time.nowMs()).toBe((500 / 4) * PAIR_MS)
  })

  it('gives each pair once, and is dry after the last', async () => {
    const { time, pool } = world()
    await time.until(pool.ensure(3))
    const taken = [pool.take(), pool.take(), pool.take()]
    expect(new Set(taken.map(({ commitment }) => commitment)).size).toBe(3)
    expect(() => pool.take()).toThrow(RangeError)
  })

  it('refuses by name when a pair cannot be made, repeats nothing of it, and goes on when it can', async () => {
    const { time, seen, pool } = world()
    seen.fails = true
    const failure = await time.until(pool.ensure(2).catch((error: unknown) => error))
    expect(failure).toMatchObject({ code: 'pin-pool-failed', detail: { ready: 0, reason: 'ERR_TEST' } })
    expect(JSON.stringify(failure) + String(failure)).not.toContain('PIN0')
    seen.fails = false
    await time.until(pool.ensure(2))
    expect(pool.ready).toBeGreaterThanOrEqual(2)
  })

  it('refuses by name when a pair never comes', async () => {
    const { time, seen, pool } = world()
    seen.hangs = true
    await expect(time.until(pool.ensure(1))).rejects.toMatchObject({
      code: 'pin-pool-failed',
      detail: { reason: 'timeout' },
    })
  })

  it('tells of a failure in the background, and tries again ten seconds later', async () => {
    const { time, seen, faults, pool } = world(() => 8)
    seen.fails = true
    pool.wake()
    await time.pass(1_000)
    expect(faults).toEqual(['pin-pool-failed'])
    seen.fails = false
    await time.pass(10_000)
    expect(pool.ready).toBe(8)
  })

  it('wipes what it holds when it is closed, and what comes later', async () => {
    const { time, made, pool } = world(() => 8)
    pool.wake()
    await time.pass(3 * PAIR_MS)
    expect(made.length).toBeGreaterThan(0)
    pool.close()
    await time.pass(60_000)
    expect(pool.ready).toBe(0)
    expect(made.every((pin) => pin.every((byte) => byte === 0))).toBe(true)
  })
})
