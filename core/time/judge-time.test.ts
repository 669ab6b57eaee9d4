import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeTime, type KnownTime, type TimeBounds } from './judge-time.ts'

const SECOND = 1_000
const HOUR = 3_600_000
const DAY = 24 * HOUR
const at = (t: string) => Date.parse(t)
const NOON = at('2026-11-25T12:00:00Z')
const bounds: TimeBounds = {
  releasedMs: at('2026-11-01T00:00:00Z'),
  membershipMs: at('2026-11-22T00:00:00Z'),
  confirmedMs: null,
}
const known: KnownTime = { last: { wallMs: NOON, steadyMs: 500 }, carriedMs: 0, bounds }
const afterRestart: KnownTime = { last: { wallMs: NOON, steadyMs: null }, carriedMs: 0, bounds }

/** The verdict when the wall clock has moved by `wallMs` while `steadyMs` have passed. */
const moved = (wallMs: number, steadyMs: number) =>
  judgeTime(known, { wallMs: NOON + wallMs, steadyMs: 500 + steadyMs })
const restarted = (wallMs: number) => judgeTime(afterRestart, { wallMs: NOON + wallMs, steadyMs: 0 })

describe('a clock that is watched', () => {
  it.each([
    ['an hour that was an hour', HOUR, HOUR],
    ['a correction of a second ahead', HOUR + SECOND, HOUR],
    ['a correction of two seconds back', -2 * SECOND, 0],
    ['a night', 12 * HOUR, 12 * HOUR],
  ])('is fine over %s', (_, wallMs, steadyMs) => {
    expect(moved(wallMs, steadyMs)).toMatchObject({ kind: 'fine' })
  })

  it.each([
    ['three seconds back', -3 * SECOND, 0, -3 * SECOND],
    ['an hour back within a minute', -HOUR + 60 * SECOND, 60 * SECOND, -HOUR],
    ['three seconds ahead', 3 * SECOND, 0, 3 * SECOND],
    ['five hours ahead overnight', 17 * HOUR, 12 * HOUR, 5 * HOUR],
    ['a day ahead, and not more', DAY, 0, DAY],
    ['standing still for an hour', 0, HOUR, -HOUR],
  ])('has jumped by %s', (_, wallMs, steadyMs, byMs) => {
    expect(moved(wallMs, steadyMs)).toEqual({ kind: 'jumped', byMs, elapsedMs: steadyMs })
  })

  it.each([
    ['a day and a second back', -DAY - SECOND, 0, 'clock-day-back'],
    ['a day and a second ahead', DAY + SECOND, 0, 'clock-day-ahead'],
    ['a year ahead', 365 * DAY, 0, 'clock-day-ahead'],
    ['1970, as of an empty battery', -NOON, 0, 'clock-before-release'],
    ['2099', at('2099-01-01T00:00:00Z') - NOON, 0, 'clock-too-far-ahead'],
    ['two days before the membership', at('2026-11-20T00:00:00Z') - NOON, 0, 'clock-before-membership'],
  ])('is not believed at %s', (_, wallMs, steadyMs, why) => {
    expect(moved(wallMs, steadyMs)).toMatchObject({ kind: 'implausible', why })
  })
})

describe('a clock that was not watched, because the station was off', () => {
  it.each([
    ['went on', HOUR, 'fine'],
    ['went on for a year', 365 * DAY, 'fine'],
    ['is a second behind the last statement', -SECOND, 'fine'],
    ['is a minute behind the last statement', -60 * SECOND, 'jumped'],
    ['is two days behind the last statement', -2 * DAY, 'implausible'],
    ['went on for 401 days', 401 * DAY, 'implausible'],
  ])('%s', (_, wallMs, kind) => {
    expect(restarted(wallMs)).toMatchObject({ kind })
  })
})

describe('without anything stated before', () => {
  const nothing: KnownTime = { last: null, carriedMs: 0, bounds }
  it.each([
    [NOON, 'fine'],
    [at('2026-10-31T23:59:59Z'), 'implausible'],
    [at('2026-11-20T12:00:00Z'), 'implausible'],
    [at('2026-11-21T12:00:00Z'), 'fine'],
    [at('2040-01-01T00:00:00Z'), 'implausible'],
  ])('the bounds alone judge %d', (wallMs, kind) => {
    expect(judgeTime(nothing, { wallMs, steadyMs: 0 })).toMatchObject({ kind })
  })
})

it('a confirmed time is believed from a day before it until it is 400 days old', () => {
  const confirmed: KnownTime = {
    last: { wallMs: at('2020-01-01T00:00:00Z'), steadyMs: 0 },
    carriedMs: 0,
    bounds: { ...bounds, confirmedMs: at('2020-01-01T00:00:00Z') },
  }
  const later = (ms: number) =>
    judgeTime(confirmed, { wallMs: at('2020-01-01T00:00:00Z') + ms, steadyMs: ms })
  expect(later(HOUR)).toMatchObject({ kind: 'fine' })
  expect(later(399 * DAY)).toMatchObject({ kind: 'fine' })
  expect(later(401 * DAY)).toMatchObject({ kind: 'implausible', why: 'clock-before-release' })
})

/** Feeds readings one after the other, as a station does; answers how far the jumps told went in all. */
function watch(steps: readonly { stepMs: number; elapsedMs: number }[]) {
  let now: KnownTime = { last: { wallMs: NOON, steadyMs: 0 }, carriedMs: 0, bounds }
  let [wallMs, steadyMs, told] = [NOON, 0, 0]
  for (const { stepMs, elapsedMs } of steps) {
    wallMs += elapsedMs + stepMs
    steadyMs += elapsedMs
    const verdict = judgeTime(now, { wallMs, steadyMs })
    if (verdict.kind === 'implausible') throw new Error(verdict.why)
    if (verdict.kind === 'jumped') told += verdict.byMs
    now = { ...now, last: { wallMs, steadyMs }, carriedMs: verdict.kind === 'fine' ? verdict.carriedMs : 0 }
  }
  return { told, carriedMs: now.carriedMs }
}

it('tells many small steps as a jump, and forgets what good clocks drift', () => {
  expect(watch(Array.from({ length: 9 }, () => ({ stepMs: -1_500, elapsedMs: SECOND }))).told).toBeLessThan(
    -8_000,
  )
  // A clock that gains a tenth of a second an hour for a month.
  expect(watch(Array.from({ length: 720 }, () => ({ stepMs: 100, elapsedMs: HOUR }))).told).toBe(0)
})

it('whatever small steps a clock makes, never more than the tolerance and the drift of the time go untold', () => {
  const step = fc.record({
    stepMs: fc.integer({ min: -HOUR, max: HOUR }),
    elapsedMs: fc.integer({ min: 0, max: HOUR }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { told } = watch(steps)
      const went = steps.reduce((sum, { stepMs }) => sum + stepMs, 0)
      const passed = steps.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0)
      expect(Math.abs(went - told)).toBeLessThanOrEqual(2_000 + passed * 0.0002 + steps.length)
    }),
  )
})
