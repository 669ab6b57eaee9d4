/** A one-bit picture: rows from the top, most significant bit left, 1 is black. */
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

export function fillRectangle(bitmap: Bitmap, x: number, y: number, width: number, height: number): void {
  for (let row = y; row < y + height; row++) {
    for (let column = x; column < x + width; column++) setDot(bitmap, column, row)
  }
}

/** Puts `source` on `target`; its black dots blacken, its white ones leave what was there. */
export function blit(target: Bitmap, source: Bitmap, x: number, y: number): void {
  for (let row = 0; row < source.height; row++) {
    for (let column = 0; column < source.width; column++) {
      if (dotAt(source, column, row)) setDot(target, x + column, y + row)
    }
  }
}

/** Each dot of `source` as a square of `times` dots. */
export function enlarge(source: Bitmap, times: number): Bitmap {
  const target = newBitmap(source.width * times, source.height * times)
  for (let y = 0; y < source.height; y++) {
    for (let x = 0; x < source.width; x++) {
      if (dotAt(source, x, y)) fillRectangle(target, x * times, y * times, times, 1)
    }
    const first = y * times * target.stride
    for (let copy = 1; copy < times; copy++) {
      target.data.copyWithin(first + copy * target.stride, first, first + target.stride)
    }
  }
  return target
}
