import { createCanvas } from '@napi-rs/canvas'
import { type Bitmap, dotAt } from '../../drivers/render/bitmap.ts'

export interface Damage {
  /** Share of dots that came out wrong, 0 to 1. */
  readonly noise: number
  /** Dots of the head that never print. */
  readonly deadDots: number
  /** How many neighbours on each side the optics blur a dot with: an eighth of a millimetre. */
  readonly blur: number
}

/**
 * A print with dots that came out wrong and white streaks under dead dots of the head, seen through optics that blur each
 * dot over its neighbours: without them no decoder reads noise that a camera never sees. PNG, a pixel a dot.
 */
export function damagedPrint(
  bitmap: Bitmap,
  { noise, deadDots, blur }: Damage,
  random: () => number,
): Uint8Array {
  const { width, height } = bitmap
  const dead = new Set(Array.from({ length: deadDots }, () => Math.floor(random() * width)))
  const dots = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isBlack = random() < noise ? !dotAt(bitmap, x, y) : dotAt(bitmap, x, y)
      if (isBlack && !dead.has(x)) dots[y * width + x] = 1
    }
  }
  const ctx = createCanvas(width, height).getContext('2d')
  const image = ctx.createImageData(width, height)
  for (const [index, black] of blurredRows(blurredRows(dots, width, blur), height, blur).entries()) {
    const grey = Math.round(255 * (1 - black))
    image.data.set([grey, grey, grey, 255], index * 4)
  }
  ctx.putImageData(image, 0, 0)
  return ctx.canvas.toBuffer('image/png')
}

/** Each row as the mean over `blur` neighbours on each side, handed back with rows and columns changed over. */
function blurredRows(dots: Float32Array, width: number, blur: number): Float32Array {
  const height = dots.length / width
  const out = new Float32Array(dots.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let at = Math.max(0, x - blur); at <= Math.min(width - 1, x + blur); at++)
        sum += dots[y * width + at] ?? 0
      out[x * height + y] = sum / (2 * blur + 1)
    }
  }
  return out
}
