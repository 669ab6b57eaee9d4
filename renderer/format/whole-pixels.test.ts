import fc from 'fast-check'
import { expect, it } from 'vitest'
import { wholePixelsWide } from './whole-pixels.ts'

it.each([
  [660, 800, 1, 660],
  [660, 1400, 1, 1320],
  [660, 300, 1, 660],
  [660, 400, 2, 330],
  [660, 700, 1.5, 440],
])('%i pixels in a room of %i at %f screen pixels each are %i wide', (pixels, room, each, wide) => {
  expect(wholePixelsWide(pixels, room, each)).toBe(wide)
})

it('always comes to whole screen pixels', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2000 }),
      fc.integer({ min: 1, max: 4000 }),
      fc.constantFrom(1, 1.25, 1.5, 2, 3),
      (pixels, room, each) => {
        const times = (wholePixelsWide(pixels, room, each) * each) / pixels
        expect(times).toBeCloseTo(Math.round(times), 9)
        expect(Math.round(times)).toBeGreaterThanOrEqual(1)
      },
    ),
  )
})
