import { createCanvas, loadImage } from '@napi-rs/canvas'
import { type Bitmap, dotAt, fillRectangle, newBitmap } from '../../drivers/render/bitmap.ts'
import type { LabelPage } from '../../drivers/render/draw-ops.ts'
import type { Rectangle } from '../../drivers/render/quiet-zones.stub.ts'
import { threshold } from '../../drivers/render/text-bitmap.ts'

/** A PNG as dots: what is darker than half is black. */
export async function dotsOfPng(png: Uint8Array): Promise<Bitmap> {
  const image = await loadImage(Buffer.from(png))
  const ctx = createCanvas(image.width, image.height).getContext('2d')
  ctx.drawImage(image, 0, 0)
  return threshold(ctx.getImageData(0, 0, image.width, image.height).data, image.width, image.height)
}

/** Dots that differ, counted over all of the larger one. */
export function differingDots(one: Bitmap, other: Bitmap): number {
  if (one.width === other.width && Buffer.compare(one.data, other.data) === 0) return 0
  let differing = 0
  for (let y = 0; y < Math.max(one.height, other.height); y++)
    for (let x = 0; x < Math.max(one.width, other.width); x++)
      if (dotAt(one, x, y) !== dotAt(other, x, y)) differing++
  return differing
}

/** The least rectangle that holds all black dots within `room`; null when there are none. */
export function blackWithin(bitmap: Bitmap, room: Rectangle): Rectangle | null {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -1, -1]
  for (let y = room.y; y < room.y + room.height; y++) {
    for (let x = room.x; x < room.x + room.width; x++) {
      if (!dotAt(bitmap, x, y)) continue
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
    }
  }
  return right < 0 ? null : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }
}

/**
 * Black dots that belong to no op of the page: outside of all of them, each an eighth of a millimetre larger on every side, as
 * letters of a printer's font may hang over that far.
 */
export function strayDots(bitmap: Bitmap, { ops, media }: LabelPage): number {
  const covered = newBitmap(bitmap.width, bitmap.height)
  const over = Math.round(media.dotsPerMm / 8)
  for (const { x, y, width, height } of ops)
    fillRectangle(covered, x - over, y - over, width + 2 * over, height + 2 * over)
  let stray = 0
  for (let y = 0; y < bitmap.height; y++)
    for (let x = 0; x < bitmap.width; x++) if (dotAt(bitmap, x, y) && !dotAt(covered, x, y)) stray++
  return stray
}
