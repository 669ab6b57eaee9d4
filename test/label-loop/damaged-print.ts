import { createCanvas } from '@napi-rs/canvas'
import { type Bitmap, dotAt } from '../../drivers/render/bitmap.ts'

export interface Damage {
  /** Share of dots that came out wrong, 0 to 1. */
  readonly noise: number
  /** Dots of the head that never print. */
  readonly deadDots: number
}

/**
 * A print with dots that came out wrong and white streaks under dead dots of the head, seen through optics that blur each
 * dot over its neighbours (3×3): without them no decoder reads noise that a camera never sees. PNG, a pixel a dot.
 */
export function damagedPrint(bitmap: Bitmap, { noise, deadDots }: Damage, random: () => number): Uint8Array {
  const { width, height } = bitmap
  const dead = new Set(Array.from({ length: deadDots }, () => Math.floor(random() * width)))
  const dots = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isBlack = random() < noise ? !dotAt(bitmap, x, y) : dotAt(bitmap, x, y)
      if (isBlack && !dead.has(x)) dots[y * width + x] = 1
    }
  }
  const ctx = createCanvas(width, height).getContext('2d')
  const image = ctx.createImageData(width, height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const grey = Math.round(255 * (1 - blackAround(dots, width, height, x, y)))
      image.data.set([grey, grey, grey, 255], (y * width + x) * 4)
    }
  }
  ctx.putImageData(image, 0, 0)
  return ctx.canvas.toBuffer('image/png')
}

/** Share of black among a dot and its eight neighbours. */
function blackAround(dots: Uint8Array, width: number, height: number, x: number, y: number): number {
  let black = 0
  for (let row = y - 1; row <= y + 1; row++) {
    for (let column = x - 1; column <= x + 1; column++) {
      if (row >= 0 && row < height && column >= 0 && column < width) black += dots[row * width + column] ?? 0
    }
  }
  return black / 9
}
