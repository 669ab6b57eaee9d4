import { describe, expect, it } from 'vitest'
import { type Age, ageOf, ageWord } from './age.ts'

const now = Date.parse('2026-11-22T12:12:30.000+08:00')

describe('the age of what is not synced', () => {
  it.each<[string, ReturnType<typeof ageWord>, Age]>([
    ['2026-11-22T12:12:10.000+08:00', 'age.now', { days: 0, hours: 0, minutes: 0 }],
    ['2026-11-22T11:30:00.000+08:00', 'age.minutes', { days: 0, hours: 0, minutes: 42 }],
    ['2026-11-22T09:00:00.000+08:00', 'age.hours', { days: 0, hours: 3, minutes: 12 }],
    ['2026-11-20T01:00:00.000Z', 'age.days', { days: 2, hours: 3, minutes: 12 }],
  ])('of %s is said with %s', (time, word, age) => {
    expect(ageOf(time, now)).toEqual(age)
    expect(ageWord(age)).toBe(word)
  })

  it('is never negative when the clocks differ a little, and unknown for a time that is ahead or none', () => {
    expect(ageOf('2026-11-22T12:14:00.000+08:00', now)).toEqual({ days: 0, hours: 0, minutes: 0 })
    expect(ageOf('2026-11-22T12:30:00.000+08:00', now)).toBeNull()
    expect(ageOf('soon', now)).toBeNull()
  })
})
