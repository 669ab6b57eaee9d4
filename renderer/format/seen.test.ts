import { expect, it } from 'vitest'
import { type Seen, seenSince } from './seen.ts'

const now = Date.parse('2026-11-22T12:12:30.000+08:00')

it.each<[string, Seen | null]>([
  ['2026-11-22T12:12:29.700+08:00', { word: 'seen.now', fill: {} }],
  ['2026-11-22T12:12:31.000+08:00', { word: 'seen.now', fill: {} }],
  ['2026-11-22T12:12:28.000+08:00', { word: 'seen.seconds', fill: { seconds: 2 } }],
  ['2026-11-22T12:11:31.000+08:00', { word: 'seen.seconds', fill: { seconds: 59 } }],
  ['2026-11-22T12:08:00.000+08:00', { word: 'age.minutes', fill: { days: 0, hours: 0, minutes: 4 } }],
  ['2026-11-20T12:12:00.000+08:00', { word: 'age.days', fill: { days: 2, hours: 0, minutes: 0 } }],
  ['2026-11-22T14:12:30.000+08:00', null],
  ['soon', null],
])('a device that was there at %s is said as %j', (time, said) => {
  expect(seenSince(time, now)).toEqual(said)
})
