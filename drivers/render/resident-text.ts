import { createCanvas } from '@napi-rs/canvas'
import { type Bitmap, blit, newBitmap } from './bitmap.ts'
import type { TextOp } from './draw-ops.ts'
import { baselinePart, fontZeroWidth } from './font-zero.ts'
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

function draw(text: string, width: number, height: number): Bitmap {
  const bitmap = newBitmap(width, height)
  let x = 0
  for (const letter of text) {
    const { bitmap: drawn, advance } = glyph(letter, height)
    blit(bitmap, drawn, Math.round(x), 0)
    x += advance
  }
  return bitmap
}

/** A line of the resident font at its place, with the width that it takes at most. */
export function textOp(element: string, x: number, y: number, text: string, height: number): TextOp {
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
      drawn ??= draw(text, width, height)
      return drawn
    },
  }
}
