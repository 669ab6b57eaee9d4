import { expect, it } from 'vitest'
import { clockOf, dateAndClockOf } from './clock.ts'

it('times are shown as the station wrote them, whatever the time zone of the window', () => {
  expect(clockOf('2026-11-22T09:26:05.120+08:00')).toBe('09:26:05')
  expect(dateAndClockOf('2026-11-22T09:26:05.120+08:00')).toBe('2026-11-22 09:26:05')
  expect(clockOf('garbled')).toBe('garbled')
})
