import { describe, expect, it } from 'vitest'
import { PenaltyBox } from './penalty-box.ts'

const rules = { free: 2, ms: 1_000, msMax: 8_000, forgottenMs: 60_000 }
function box() {
  const clock = { ms: 1_000_000 }
  return { clock, box: new PenaltyBox({ now: () => clock.ms }, rules) }
}

describe('the penalty box', () => {
  it('lets some misbehaviour pass, then doubles the wait, up to a bound', () => {
    const { box: penalties } = box()
    const waits = Array.from({ length: 8 }, () => {
      penalties.misbehaved('a')
      return penalties.penaltyOf('a').waitMs
    })
    expect(waits).toEqual([0, 0, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000])
    expect(penalties.penaltyOf('b')).toEqual({ count: 0, waitMs: 0 })
  })

  it('ends a penalty with time, and forgets whoever behaves', () => {
    const { box: penalties, clock } = box()
    for (let i = 0; i < 4; i += 1) penalties.misbehaved('a')
    clock.ms += 1_500
    expect(penalties.penaltyOf('a')).toEqual({ count: 4, waitMs: 500 })
    clock.ms += 60_000
    expect(penalties.penaltyOf('a')).toEqual({ count: 0, waitMs: 0 })
  })

  it('keeps nobody out when the clock is set back', () => {
    const { box: penalties, clock } = box()
    for (let i = 0; i < 4; i += 1) penalties.misbehaved('a')
    clock.ms -= 500_000
    expect(penalties.penaltyOf('a').waitMs).toBe(0)
  })

  it('remembers a bounded number of names', () => {
    const { box: penalties } = box()
    for (let i = 0; i < 5_000; i += 1) penalties.misbehaved(`${i}`)
    expect(penalties.size).toBe(1_024)
  })
})
