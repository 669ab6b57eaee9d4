import { expect, it, vi } from 'vitest'
import { newBitmap } from './bitmap.ts'
import { drawnOnce } from './text-cache.ts'

it('draws a text once, and forgets the longest unused when eight megabytes are full', () => {
  const draw = vi.fn(() => newBitmap(8000, 1000))
  const first = drawnOnce(['first'], draw)
  expect(drawnOnce(['first'], draw)).toBe(first)
  for (let other = 0; other < 6; other++) drawnOnce(['other', other], draw)
  expect(drawnOnce(['first'], draw)).toBe(first)
  expect(draw).toHaveBeenCalledTimes(7)
  for (let other = 6; other < 14; other++) drawnOnce(['other', other], draw)
  expect(drawnOnce(['first'], draw)).not.toBe(first)
})
