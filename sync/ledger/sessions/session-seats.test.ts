import { describe, expect, it } from 'vitest'
import { keepSessionSeats } from './session-seats.ts'

const settled = (seated: Promise<void>) =>
  Promise.race([seated.then(() => 'seated'), new Promise((resolve) => setImmediate(() => resolve('waits')))])

describe('seats of sessions', () => {
  it('are given in turn, and given back', async () => {
    const seats = keepSessionSeats(1)
    const first = seats.take('a', () => {})
    const second = seats.take('b', () => {})
    const third = seats.take('c', () => {})
    expect(await settled(first.seated)).toBe('seated')
    expect(await settled(second.seated)).toBe('waits')
    expect([seats.taken(), seats.waiting()]).toEqual([1, 2])
    second.gone()
    await expect(second.seated).rejects.toMatchObject({ code: 'session-closed' })
    first.gone()
    expect(await settled(third.seated)).toBe('seated')
    third.gone()
    expect([seats.taken(), seats.waiting()]).toEqual([0, 0])
  })

  it('are one a key: the newer session ends the older', async () => {
    const seats = keepSessionSeats(8)
    const ended: string[] = []
    const older = seats.take('a', () => {
      ended.push('older')
      older.gone()
    })
    const newer = seats.take('a', () => ended.push('newer'))
    expect(await settled(newer.seated)).toBe('seated')
    expect(ended).toEqual(['older'])
    expect(seats.taken()).toBe(1)
    newer.gone()
  })

  it('are one a key until the older session is gone, however long it works on after it was ended', async () => {
    const seats = keepSessionSeats(8)
    const older = seats.take('a', () => {})
    const newer = seats.take('a', () => {})
    const other = seats.take('b', () => {})
    expect(await settled(other.seated)).toBe('seated')
    expect(await settled(newer.seated)).toBe('waits')
    older.giveUp()
    expect(await settled(newer.seated)).toBe('waits')
    older.gone()
    expect(await settled(newer.seated)).toBe('seated')
    expect(seats.taken()).toBe(2)
    newer.gone()
    other.gone()
  })

  it('have a queue with an end', async () => {
    const seats = keepSessionSeats(1)
    const all = Array.from({ length: 258 }, (_, n) => seats.take(`key ${n}`, () => {}))
    await expect(all.at(-1)?.seated).rejects.toMatchObject({ code: 'ledger-busy' })
    const refused = Promise.allSettled(all.map(({ seated }) => seated))
    for (const { gone } of all.reverse()) gone()
    await refused
    expect(seats.taken()).toBe(0)
  })
})
