import { createCanvas } from '@napi-rs/canvas'
import { type Bitmap, blit, dotAt, fillRectangle, newBitmap } from './bitmap.ts'
import { layOutCaseLabel } from './case-layout.ts'
import { caseMedia, type DrawOp, type Media, unitMedia } from './draw-ops.ts'
import { baselinePart, fontZeroWidth } from './font-zero.ts'
import type { CaseLabelContent, UnitLabelContent } from './label-document.ts'
import { setFont, textWidth, threshold } from './text-bitmap.ts'
import { layOutUnitLabel } from './unit-layout.ts'

/** A text of the printer's resident font, drawn in ours and squeezed to the room that the layout gave it. */
function textOp(text: string, height: number): Bitmap {
  const room = fontZeroWidth(text, height)
  const ctx = createCanvas(room, height).getContext('2d')
  ctx.fillStyle = '#fff'
  ctx.fillRect(0, 0, room, height)
  setFont(ctx, 'Bondmark Bold', height)
  ctx.fillStyle = '#000'
  ctx.scale(Math.min(1, (room * 0.93) / textWidth(text, 'Bondmark Bold', height)), 1)
  ctx.fillText(text, 0, height * baselinePart)
  return threshold(ctx.getImageData(0, 0, room, height).data, room, height)
}

function draw(page: Bitmap, op: DrawOp): void {
  switch (op.op) {
    case 'text':
      blit(page, textOp(op.text, op.height), Math.round(op.x), Math.round(op.y))
      break
    case 'bitmap':
      blit(page, op.bitmap, Math.round(op.x), Math.round(op.y))
      break
    case 'box': {
      const { x, y, width, height, thickness } = op
      fillRectangle(page, x, y, width, thickness)
      fillRectangle(page, x, y + height - thickness, width, thickness)
      fillRectangle(page, x, y, thickness, height)
      fillRectangle(page, x + width - thickness, y, thickness, height)
    }
  }
}

async function png(ops: readonly DrawOp[], media: Media): Promise<Uint8Array> {
  const page = newBitmap(media.widthDots, media.heightDots)
  for (const op of ops) draw(page, op)
  const canvas = createCanvas(page.width, page.height)
  const ctx = canvas.getContext('2d')
  const image = ctx.createImageData(page.width, page.height)
  for (let index = 0; index < page.width * page.height; index++) {
    const grey = dotAt(page, index % page.width, Math.floor(index / page.width)) ? 0 : 255
    image.data.set([grey, grey, grey, 255], index * 4)
  }
  ctx.putImageData(image, 0, 0)
  return canvas.encode('png')
}

/**
 * The label's picture for the screen, dot for dot as laid out for the printer; only the resident font's letters differ.
 * The PIN is never in it: its panel is drawn covered, whatever `pin` holds. Throws as `layOutUnitLabel`.
 */
export async function previewUnitLabelPng(content: UnitLabelContent): Promise<Uint8Array> {
  return png(layOutUnitLabel({ ...content, pin: null }, unitMedia), unitMedia)
}

/** The case label's picture for the screen. Throws as `layOutCaseLabel`. */
export async function previewCaseLabelPng(content: CaseLabelContent): Promise<Uint8Array> {
  return png(layOutCaseLabel(content, caseMedia), caseMedia)
}
