import { createCanvas } from '@napi-rs/canvas'
import { type Bitmap, blit, newBitmap } from './bitmap.ts'
import type { TextOp } from './draw-ops.ts'
import { baselinePart, fontZeroUsualWidth, fontZeroWidth } from './font-zero.ts'
import { setFont, textWidth, threshold } from './text-bitmap.ts'

/** A letter and how far the next one stands from it, in dots. */
interface Glyph {
  readonly bitmap: Bitmap
  readonly advance: number
}

/** Single letters only, at most 95 a height: no text, and so no PIN, is kept. */
const glyphs = new Map<string, Glyph>()

/** Our bold is wider than the printers' condensed font. */
const condensed = 0.86

function drawGlyph(letter: string, height: number): Glyph {
  const natural = textWidth(letter, 'Bondmark Bold', height)
  const advance = Math.min(natural * condensed, fontZeroWidth(letter, height) - 1)
  const width = Math.ceil(advance) + 2
  const ctx = createCanvas(width, height).getContext('2d')
  ctx.fillStyle = '#fff'
  ctx.fillRect(0, 0, width, height)
  setFont(ctx, 'Bondmark Bold', height)
  ctx.fillStyle = '#000'
  ctx.scale(advance / natural, 1)
  ctx.fillText(letter, 0, height * baselinePart)
  return { bitmap: threshold(ctx.getImageData(0, 0, width, height).data, width, height), advance }
}

function glyph(letter: string, height: number): Glyph {
  const key = `${height}${letter}`
  const known = glyphs.get(key) ?? drawGlyph(letter, height)
  glyphs.set(key, known)
  return known
}

/** The line in our font, `from` dots from the left of `width`. */
function draw(text: string, width: number, height: number, from: number): Bitmap {
  const bitmap = newBitmap(width, height)
  let x = from
  for (const letter of text) {
    const { bitmap: drawn, advance } = glyph(letter, height)
    blit(bitmap, drawn, Math.round(x), 0)
    x += advance
  }
  return bitmap
}

function op(element: string, x: number, y: number, text: string, height: number, from: () => number): TextOp {
  const width = fontZeroWidth(text, height)
  let drawn: Bitmap | undefined
  return {
    op: 'text',
    element,
    x,
    y,
    width,
    height,
    text,
    bitmap: () => {
      drawn ??= draw(text, width, height, from())
      return drawn
    },
  }
}

/** A line of the resident font at its place, with the width that it takes at most. */
export const textOp = (element: string, x: number, y: number, text: string, height: number): TextOp =>
  op(element, x, y, text, height, () => 0)

/** A line whose middle stands at `middle`, as far as a resident font's real widths are known; in our font exactly. */
export function centredTextOp(
  element: string,
  middle: number,
  y: number,
  text: string,
  height: number,
): TextOp {
  const usual = fontZeroUsualWidth(text, height)
  const ours = () => [...text].reduce((sum, letter) => sum + glyph(letter, height).advance, 0)
  const x = Math.round(middle - usual / 2)
  return op(element, x, y, text, height, () => Math.max(0, (usual - ours()) / 2))
}
