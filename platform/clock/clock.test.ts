import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatInstant, readInstant, ScriptClock, wallClock } from './clock.ts'

const instants = fc.integer({
  min: Date.parse('0001-01-01T00:00:00Z'),
  max: Date.parse('9998-12-31T00:00:00Z'),
})
const offsets = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 })

describe('times', () => {
  it('carry milliseconds and the offset of the place', () => {
    const instant = Date.parse('2026-11-22T01:26:05.120Z')
    expect(formatInstant(instant, 480)).toBe('2026-11-22T09:26:05.120+08:00')
    expect(formatInstant(instant, 0)).toBe('2026-11-22T01:26:05.120+00:00')
    expect(formatInstant(instant, -210)).toBe('2026-11-21T21:56:05.120-03:30')
  })

  it('read back as they were written, at every offset', () => {
    fc.assert(
      fc.property(instants, offsets, (instantMs, offsetMin) => {
        expect(readInstant(formatInstant(instantMs, offsetMin))).toEqual({ instantMs, offsetMin })
      }),
    )
  })

  it('are read with Z and without milliseconds', () => {
    expect(readInstant('2026-11-22T09:26:05Z')).toEqual({
      instantMs: Date.parse('2026-11-22T09:26:05Z'),
      offsetMin: 0,
    })
  })

  it.each([
    ['no offset', '2026-11-22T09:26:05.120'],
    ['no time', '2026-11-22'],
    ['a space for the T', '2026-11-22 09:26:05+08:00'],
    ['a day that does not exist', '2026-02-30T09:26:05.120+08:00'],
    ['29 February of a common year', '2026-02-29T09:26:05.120+08:00'],
    ['hour 24', '2026-11-22T24:00:00.000+08:00'],
    ['a leap second', '2026-12-31T23:59:60.000Z'],
    ['month 13', '2026-13-01T09:26:05.120+08:00'],
    ['offset 25:00', '2026-11-22T09:26:05.120+25:00'],
    ['words around it', ' 2026-11-22T09:26:05.120+08:00'],
    ['something endless', `2026-11-22T09:26:05.${'0'.repeat(10_000)}+08:00`],
    ['nothing', ''],
  ])('are refused with %s', (_, text) => {
    expect(readInstant(text)).toBeNull()
  })

  it('of the wall clock are such times', () => {
    const before = Date.now()
    const read = readInstant(wallClock.now())
    expect(read?.instantMs).toBeGreaterThanOrEqual(before)
    expect(read?.instantMs).toBeLessThanOrEqual(Date.now())
  })

  it('of a script stand still until they are set', () => {
    const clock = new ScriptClock({ instantMs: 0, offsetMin: 480 })
    expect([clock.now(), clock.now()]).toEqual([
      '1970-01-01T08:00:00.000+08:00',
      '1970-01-01T08:00:00.000+08:00',
    ])
    clock.set({ instantMs: 1500, offsetMin: 0 })
    expect(clock.now()).toBe('1970-01-01T00:00:01.500+00:00')
    expect(clock.instantMs).toBe(1500)
  })
})
