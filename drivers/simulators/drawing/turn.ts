import { type Bitmap, dotAt, newBitmap, setDot } from '../../render/bitmap.ts'

/** Degrees clockwise. */
export type Turn = 0 | 90 | 180 | 270

export function turned(bitmap: Bitmap, turn: Turn): Bitmap {
  if (turn === 0) return bitmap
  const { width, height } = bitmap
  const result = turn === 180 ? newBitmap(width, height) : newBitmap(height, width)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!dotAt(bitmap, x, y)) continue
      if (turn === 90) setDot(result, height - 1 - y, x)
      else if (turn === 180) setDot(result, width - 1 - x, height - 1 - y)
      else setDot(result, y, width - 1 - x)
    }
  }
  return result
}

/** Left and right changed. */
export function mirrored(bitmap: Bitmap): Bitmap {
  const result = newBitmap(bitmap.width, bitmap.height)
  for (let y = 0; y < bitmap.height; y++) {
    for (let x = 0; x < bitmap.width; x++) {
      if (dotAt(bitmap, x, y)) setDot(result, bitmap.width - 1 - x, y)
    }
  }
  return result
}
