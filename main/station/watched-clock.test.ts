import { describe, expect, it } from 'vitest'
import { WatchedClock } from './watched-clock.ts'

const bounds = { releasedMs: Date.parse('2026-11-01'), membershipMs: null, confirmedMs: null }

/** A machine's clock that stands still. */
const clockAt = (t: string) => ({ isRecorded: false, now: () => t, steadyMs: () => 1000 })

const refusalAt = (t: string, lastT: string | null, lastIsRecorded: boolean) => {
  const clock = new WatchedClock(clockAt(t), { lastT, lastIsRecorded, bounds })
  // Every look after the first says the same.
  clock.now()
  return clock.refusal
}

describe('a date that cannot be', () => {
  const far = '2099-01-01T00:00:00.000+00:00'
  const said = (last: string) => ({
    code: 'clock-too-far-ahead',
    detail: { now: '2099-01-01 00:00 +00:00', last },
  })

  it.each([true, false])('is refused beside the last record, a recording’s or not (%s)', (isRecorded) => {
    expect(refusalAt(far, '2026-11-22T09:01:36.567+08:00', isRecorded)).toEqual(
      said('2026-11-22 09:01 +08:00'),
    )
  })

  it('is refused without one, and none is made up', () => {
    expect(refusalAt(far, null, false)).toEqual(said('–'))
  })
})

it('a date that can be is believed after a recording, however far from it', () => {
  expect(refusalAt('2030-01-01T00:00:00.000+00:00', '2026-11-22T09:01:36.567+08:00', true)).toBeNull()
})
