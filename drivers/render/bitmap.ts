/** A one-bit picture: rows from the top, most significant bit left, 1 is black; bits beyond the width are 0. */
export interface Bitmap {
  readonly width: number
  readonly height: number
  /** Bytes a row. */
  readonly stride: number
  readonly data: Uint8Array
}

export function newBitmap(width: number, height: number): Bitmap {
  const stride = Math.ceil(width / 8)
  return { width, height, stride, data: new Uint8Array(stride * height) }
}

export function setDot(bitmap: Bitmap, x: number, y: number): void {
  if (x < 0 || y < 0 || x >= bitmap.width || y >= bitmap.height) return
  const at = y * bitmap.stride + (x >> 3)
  bitmap.data[at] = (bitmap.data[at] ?? 0) | (0x80 >> (x & 7))
}

export function dotAt(bitmap: Bitmap, x: number, y: number): boolean {
  if (x < 0 || y < 0 || x >= bitmap.width || y >= bitmap.height) return false
  return ((bitmap.data[y * bitmap.stride + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0
}

/** Blackens a rectangle; what lies outside of the picture is left out. Whole numbers. */
export function fillRectangle(bitmap: Bitmap, x: number, y: number, width: number, height: number): void {
  const [left, right] = [Math.max(0, x), Math.min(bitmap.width, x + width)]
  const [top, bottom] = [Math.max(0, y), Math.min(bitmap.height, y + height)]
  if (left >= right || top >= bottom) return
  const { data, stride } = bitmap
  const [first, last] = [left >> 3, (right - 1) >> 3]
  const startMask = 0xff >> (left & 7)
  const endMask = (0xff << (7 - ((right - 1) & 7))) & 0xff
  for (let row = top * stride; row < bottom * stride; row += stride) {
    if (first === last) {
      data[row + first] = (data[row + first] ?? 0) | (startMask & endMask)
      continue
    }
    data[row + first] = (data[row + first] ?? 0) | startMask
    data.fill(0xff, row + first + 1, row + last)
    data[row + last] = (data[row + last] ?? 0) | endMask
  }
}

/**
 * Puts `source` on `target`; its black dots blacken, its white ones leave what was there. What reaches beyond an edge is
 * cut off. Whole numbers.
 */
export function blit(target: Bitmap, source: Bitmap, x: number, y: number): void {
  if (x < 0 || y < 0) blitDots(target, source, x, y)
  else blitBytes(target, source, x, y)
}

function blitDots(target: Bitmap, source: Bitmap, x: number, y: number): void {
  for (let row = 0; row < source.height; row++) {
    for (let column = 0; column < source.width; column++) {
      if (dotAt(source, column, row)) setDot(target, x + column, y + row)
    }
  }
}

/** From a place on the target on, bytes at a time. */
function blitBytes(target: Bitmap, source: Bitmap, x: number, y: number): void {
  const shift = x & 7
  const bytes = Math.min(source.stride, target.stride - (x >> 3))
  const rows = Math.min(source.height, target.height - y)
  const cut = x + source.width > target.width
  const endMask = (0xff << (7 - ((target.width - 1) & 7))) & 0xff
  for (let row = 0; row < rows; row++) {
    const from = row * source.stride
    const to = (y + row) * target.stride + (x >> 3)
    const end = (y + row + 1) * target.stride
    for (let at = 0; at < bytes; at++) {
      const byte = source.data[from + at] ?? 0
      if (byte === 0) continue
      target.data[to + at] = (target.data[to + at] ?? 0) | (byte >> shift)
      if (shift > 0 && to + at + 1 < end) {
        target.data[to + at + 1] = (target.data[to + at + 1] ?? 0) | ((byte << (8 - shift)) & 0xff)
      }
    }
    if (cut) target.data[end - 1] = (target.data[end - 1] ?? 0) & endMask
  }
}

/** Each dot of `source` as a square of `times` dots. */
export function enlarge(source: Bitmap, times: number): Bitmap {
  const target = newBitmap(source.width * times, source.height * times)
  for (let y = 0; y < source.height; y++) {
    const row = y * times
    for (let x = 0; x < source.width; x++) {
      let run = 0
      while (x + run < source.width && dotAt(source, x + run, y)) run++
      if (run > 0) fillRectangle(target, x * times, row, run * times, 1)
      x += run
    }
    const first = row * target.stride
    for (let copy = 1; copy < times; copy++) {
      target.data.copyWithin(first + copy * target.stride, first, first + target.stride)
    }
  }
  return target
}

/** Black where two pictures of one size differ; null for two of different sizes. */
export function differenceOf(one: Bitmap, other: Bitmap): Bitmap | null {
  if (one.width !== other.width || one.height !== other.height) return null
  return { ...one, data: one.data.map((byte, at) => byte ^ (other.data[at] ?? 0)) }
}
