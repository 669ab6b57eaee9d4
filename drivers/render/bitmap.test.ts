import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Bitmap, blit, dotAt, enlarge, fillRectangle, newBitmap, setDot } from './bitmap.ts'

/** Any small bitmap. */
const picture = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 8 }))
  .chain(([width, height]) =>
    fc.array(fc.boolean(), { minLength: width * height, maxLength: width * height }).map((dots) => {
      const bitmap = newBitmap(width, height)
      for (const [index, black] of dots.entries())
        if (black) setDot(bitmap, index % width, Math.floor(index / width))
      return bitmap
    }),
  )
const place = fc.integer({ min: -50, max: 50 })

/** What must be black, dot by dot; the bits beyond the width too, which must be 0. */
function expectDots(bitmap: Bitmap, isBlack: (x: number, y: number) => boolean): void {
  const expected = newBitmap(bitmap.width, bitmap.height)
  for (let y = 0; y < bitmap.height; y++)
    for (let x = 0; x < bitmap.width; x++) if (isBlack(x, y)) setDot(expected, x, y)
  expect(bitmap).toEqual(expected)
}

describe('a bitmap', () => {
  it('takes another one anywhere, keeps what was black, and cuts off what reaches beyond', () => {
    fc.assert(
      fc.property(picture, picture, place, place, (onto, source, x, y) => {
        const target = { ...onto, data: onto.data.slice() }
        blit(target, source, x, y)
        expectDots(target, (column, row) => dotAt(onto, column, row) || dotAt(source, column - x, row - y))
      }),
    )
  })

  it('is blackened by a rectangle as far as that is on it', () => {
    fc.assert(
      fc.property(picture, place, place, place, place, (onto, x, y, width, height) => {
        const target = { ...onto, data: onto.data.slice() }
        fillRectangle(target, x, y, width, height)
        const isInside = (column: number, row: number) =>
          column >= x && column < x + width && row >= y && row < y + height
        expectDots(target, (column, row) => dotAt(onto, column, row) || isInside(column, row))
      }),
    )
  })

  it('is enlarged dot by dot', () => {
    fc.assert(
      fc.property(picture, fc.integer({ min: 1, max: 12 }), (source, times) => {
        const large = enlarge(source, times)
        expect([large.width, large.height]).toEqual([source.width * times, source.height * times])
        expectDots(large, (x, y) => dotAt(source, Math.floor(x / times), Math.floor(y / times)))
      }),
    )
  })
})
