import { type Bitmap, dotAt } from '../../drivers/render/bitmap.ts'
import type { Pixels } from '../../drivers/simulators/symbol-eye.ts'

/** What befell a print. Shares are 0 to 1; dots are dots of the head. */
export interface Wear {
  /** Share of dots that came out wrong, black or white. */
  readonly noise: number
  /** Share of black dots that stayed white: too cool, too fast, a worn ribbon. */
  readonly voids: number
  /** How far black has grown beyond its edges, in dots: too hot. */
  readonly gainDots: number
  /** Single dots of the head that never print: white streaks along the feed. */
  readonly deadDots: number
  /** Neighbouring dots of the head that never print: one broad streak. */
  readonly deadRunDots: number
  /** White lines right across, three dots broad. */
  readonly scratches: number
  /** Share of the symbol under one square blot or sticker, black or white. */
  readonly covered: number
}

/** How a camera sees it. */
export interface View {
  /** Spread of the optics (standard deviation of a Gaussian), in dots of the head. */
  readonly blurDots: number
  readonly pixelsPerDot: number
  /** Turned by up to so many degrees, either way. */
  readonly turnDegrees: number
  /** Tilted by so many degrees about an axis in any direction, from 2.5 widths away. */
  readonly tiltDegrees: number
  /** Of the brightness between black and white that there could be. */
  readonly contrast: number
  /** Standard deviation of a pixel's brightness. */
  readonly sensorNoise: number
}

/** A sound print under a good camera. 0.82 dots are the 3×3 optics of `damagedPrint`. */
export const soundWear: Wear = {
  noise: 0,
  voids: 0,
  gainDots: 0,
  deadDots: 0,
  deadRunDots: 0,
  scratches: 0,
  covered: 0,
}
export const goodView: View = {
  blurDots: 0.82,
  pixelsPerDot: 1,
  turnDegrees: 5,
  tiltDegrees: 0,
  contrast: 0.9,
  sensorNoise: 0.01,
}

type Random = () => number

/** Black (1) and white (0) of a print, in dots. */
interface Dots {
  readonly width: number
  readonly height: number
  black: Float32Array<ArrayBuffer>
}

/** What a camera sees of a worn print of this symbol, whose bitmap holds its quiet zone. The random numbers decide all. */
export function wornPrint(bitmap: Bitmap, wear: Wear, view: View, random: Random): Pixels {
  const dots = printed(bitmap)
  grow(dots, wear.gainDots, random)
  fail(dots, wear, random)
  streak(dots, wear, random)
  scratch(dots, wear.scratches, random)
  cover(dots, wear.covered, random)
  // A pixel sees an area of its own besides the optics.
  soften(dots, Math.hypot(view.blurDots, 0.3 / view.pixelsPerDot))
  return seen(dots, view, random)
}

function printed(bitmap: Bitmap): Dots {
  const { width, height } = bitmap
  const black = new Float32Array(width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) if (dotAt(bitmap, x, y)) black[y * width + x] = 1
  return { width, height, black }
}

/** Whole dots grow surely, the rest of a dot by chance. */
function grow(dots: Dots, gainDots: number, random: Random): void {
  const { width } = dots
  for (let left = gainDots; left > 0; left--) {
    const before = dots.black.slice()
    const chance = Math.min(1, left)
    for (let at = 0; at < before.length; at++) {
      if (before[at] === 1) continue
      const beside =
        before[at - 1] === 1 || before[at + 1] === 1 || before[at - width] === 1 || before[at + width] === 1
      if (beside && random() < chance) dots.black[at] = 1
    }
  }
}

function fail({ black }: Dots, { noise, voids }: Wear, random: Random): void {
  if (noise === 0 && voids === 0) return
  for (let at = 0; at < black.length; at++) {
    if (black[at] === 1 && random() < voids) black[at] = 0
    if (random() < noise) black[at] = 1 - (black[at] ?? 0)
  }
}

function streak({ width, height, black }: Dots, { deadDots, deadRunDots }: Wear, random: Random): void {
  const dead = new Set<number>()
  while (dead.size < deadDots) dead.add(Math.floor(random() * width))
  const from = Math.floor(random() * (width - deadRunDots))
  for (let dot = 0; dot < deadRunDots; dot++) dead.add(from + dot)
  for (const x of dead) for (let y = 0; y < height; y++) black[y * width + x] = 0
}

function scratch({ width, height, black }: Dots, count: number, random: Random): void {
  for (let n = 0; n < count; n++) {
    const [atX, atY, angle] = [random() * width, random() * height, random() * Math.PI]
    const [nx, ny] = [Math.cos(angle), Math.sin(angle)]
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        if (Math.abs((x - atX) * nx + (y - atY) * ny) < 1.5) black[y * width + x] = 0
  }
}

function cover({ width, height, black }: Dots, share: number, random: Random): void {
  if (share === 0) return
  const side = Math.sqrt(share * width * height)
  const [across, down] = [
    Math.min(side, width),
    Math.min((share * width * height) / Math.min(side, width), height),
  ]
  const [left, top] = [random() * (width - across), random() * (height - down)]
  const colour = random() < 0.5 ? 0 : 1
  for (let y = Math.floor(top); y < top + down && y < height; y++)
    black.fill(colour, y * width + Math.floor(left), Math.floor(y * width + Math.min(width, left + across)))
}

/** A Gaussian blur; white lies around the print. */
function soften(dots: Dots, sigma: number): void {
  const reach = Math.ceil(2.5 * sigma)
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  )
  const total = kernel.reduce((sum, part) => sum + part, 0)
  const { width, height } = dots
  for (const [step, length] of [
    [1, width],
    [width, height],
  ] as const) {
    const out = new Float32Array(dots.black.length)
    for (let at = 0; at < out.length; at++) {
      const along = step === 1 ? at % width : Math.floor(at / width)
      let sum = 0
      for (let k = Math.max(-reach, -along); k <= Math.min(reach, length - 1 - along); k++)
        sum += (kernel[k + reach] ?? 0) * (dots.black[at + k * step] ?? 0)
      out[at] = sum / total
    }
    dots.black = out
  }
}

function seen({ width, height, black }: Dots, view: View, random: Random): Pixels {
  const { pixelsPerDot, contrast, sensorNoise } = view
  const turn = ((random() * 2 - 1) * view.turnDegrees * Math.PI) / 180
  const tilt = (view.tiltDegrees * Math.PI) / 180
  const axis = random() * 2 * Math.PI
  const distance = 2.5 * width
  const [ax, ay, cos, sin] = [Math.cos(axis), Math.sin(axis), Math.cos(tilt), Math.sin(tilt)]
  const [turnCos, turnSin] = [Math.cos(turn), Math.sin(turn)]
  const room = (tilt > 0 ? 1.25 : 1.02) * pixelsPerDot
  const columns = Math.ceil((width * Math.abs(turnCos) + height * Math.abs(turnSin)) * room) + 8
  const rows = Math.ceil((height * Math.abs(turnCos) + width * Math.abs(turnSin)) * room) + 8
  const data = new Uint8ClampedArray(columns * rows * 4).fill(255)
  const [shiftX, shiftY] = [columns / 2 - random(), rows / 2 - random()]
  // Grey lies in the middle, whatever the contrast.
  const white = 255 * (0.5 + contrast / 2)
  const grain = grains(255 * sensorNoise, random)
  for (let row = 0, to = 0; row < rows; row++) {
    const v = (row - shiftY) / pixelsPerDot
    for (let column = 0; column < columns; column++, to += 4) {
      const u = (column - shiftX) / pixelsPerDot
      // Along the tilt's axis nothing changes; across it the plane falls away from the camera.
      const across = v * ax - u * ay
      const t = (cos * distance) / (cos * distance - sin * across)
      const onAxis = (u * ax + v * ay) * t
      const offAxis = (across * t) / cos
      const x = onAxis * ax - offAxis * ay
      const y = onAxis * ay + offAxis * ax
      const dark = between(
        black,
        width,
        height,
        x * turnCos + y * turnSin + width / 2 - 0.5,
        y * turnCos - x * turnSin + height / 2 - 0.5,
      )
      const light = white - 255 * contrast * dark + (grain[(to * 7 + row * 31) % GRAINS] ?? 0)
      data[to] = light
      data[to + 1] = light
      data[to + 2] = light
    }
  }
  return { width: columns, height: rows, data, colorSpace: 'srgb' }
}

const GRAINS = 8191

/** Nearly Gaussian: sums of four, made once a picture. */
function grains(sigma: number, random: Random): Float32Array {
  return Float32Array.from(
    { length: GRAINS },
    () => sigma * (random() + random() + random() + random() - 2) * Math.sqrt(3),
  )
}

/** Bilinear; white outside. */
function between(black: Float32Array, width: number, height: number, x: number, y: number): number {
  const left = Math.floor(x)
  const top = Math.floor(y)
  if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) return 0
  const fx = x - left
  const fy = y - top
  const at = top * width + left
  const upper = (black[at] ?? 0) * (1 - fx) + (black[at + 1] ?? 0) * fx
  const lower = (black[at + width] ?? 0) * (1 - fx) + (black[at + width + 1] ?? 0) * fx
  return upper * (1 - fy) + lower * fy
}
