import { type Bitmap, fillRectangle, newBitmap } from './bitmap.ts'

/** Bars and spaces in turn, a bar first, `widths` in dots, all of them `height` dots high. */
export function barsBitmap(widths: readonly number[], height: number): Bitmap {
  const bitmap = newBitmap(
    widths.reduce((sum, width) => sum + width, 0),
    height,
  )
  let x = 0
  for (const [index, width] of widths.entries()) {
    if (index % 2 === 0) fillRectangle(bitmap, x, 0, width, height)
    x += width
  }
  return bitmap
}
