import { type Bitmap, blit, fillRectangle, newBitmap } from './bitmap.ts'
import type { BoxOp, DrawOp, LabelPage } from './draw-ops.ts'

function drawBox(target: Bitmap, { x, y, width, height, thickness }: BoxOp): void {
  fillRectangle(target, x, y, width, thickness)
  fillRectangle(target, x, y + height - thickness, width, thickness)
  fillRectangle(target, x, y, thickness, height)
  fillRectangle(target, x + width - thickness, y, thickness, height)
}

function draw(target: Bitmap, op: DrawOp): void {
  switch (op.op) {
    case 'text':
    case 'symbol':
      blit(target, op.bitmap(), op.x, op.y)
      break
    case 'bitmap':
      blit(target, op.bitmap, op.x, op.y)
      break
    case 'box':
      drawBox(target, op)
  }
}

/** The whole page, dot for dot what a printer without any fonts or symbols of its own puts on paper. */
export function drawPage({ media, ops }: LabelPage): Bitmap {
  const target = newBitmap(media.widthDots, media.heightDots)
  for (const op of ops) draw(target, op)
  return target
}
