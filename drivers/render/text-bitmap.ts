import { fileURLToPath } from 'node:url'
import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type Bitmap, newBitmap, setDot } from './bitmap.ts'
import { readCoverage } from './font-coverage.ts'

const files = {
  'Bondmark Medium': '@expo-google-fonts/noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf',
  'Bondmark Bold': '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
} as const
export type LabelFont = keyof typeof files

/** Whether a font has a glyph, by code point, for the fonts that are open. */
const open = new Map<LabelFont, (codePoint: number) => boolean>()

function openFont(font: LabelFont): (codePoint: number) => boolean {
  const known = open.get(font)
  if (known !== undefined) return known
  const path = fileURLToPath(import.meta.resolve(files[font]))
  GlobalFonts.registerFromPath(path, font)
  const coverage = readCoverage(path)
  open.set(font, coverage)
  return coverage
}

/** The font by our own name, from our own file: a system's fonts would make labels differ between stations. */
export function setFont(ctx: SKRSContext2D, font: LabelFont, size: number): void {
  openFont(font)
  ctx.font = `${size}px "${font}"`
  ctx.textBaseline = 'alphabetic'
}

/** Scripts that need no shaping, and stand from left to right. */
const drawable =
  /^[\p{Script=Latin}\p{Script=Han}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Common}]*$/u
const undrawable = /[[\p{Cc}\p{Cf}\p{Co}\p{Cs}][\p{Extended_Pictographic}--[©®™]]]/v

/**
 * Throws `label-content-invalid` when the text cannot be drawn faithfully: another script, an emoji, a control
 * character, or a letter that the font lacks, such as the rarest ideographs.
 */
function assertDrawable(text: string, font: LabelFont, element: string): void {
  const has = openFont(font)
  const isWhole = [...text].every((letter) => has(letter.codePointAt(0) ?? 0))
  if (!isWhole || !drawable.test(text) || undrawable.test(text))
    throw new BondmarkError('label-content-invalid', { element })
}

export interface TextStyle {
  readonly font: LabelFont
  /** Dots from one baseline to the next are `lineHeight`; the em is `size` dots. */
  readonly size: number
  readonly lineHeight: number
  readonly linesMax: number
  readonly align?: 'left' | 'center'
  /** White on black. */
  readonly inverse?: boolean
}

/** Where a line may break: after a space, and before and after each ideograph or kana. */
const pieces =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}][\p{Po}\p{Pe}ー]*|[^ \p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+ *| +/gu

/** `900 g` stays together: its space becomes one that does not break. */
const keepQuantities = (text: string): string =>
  text.trim().replace(/(\d) (?=(?:g|kg|mg|ml|l|cl|mm|cm|m|pcs)\b)/gi, '$1\u00a0')

function wrap(ctx: SKRSContext2D, text: string, width: number, linesMax: number): string[] | null {
  const lines: string[] = []
  let line = ''
  for (const [piece] of keepQuantities(text).matchAll(pieces)) {
    if (ctx.measureText((line + piece).trimEnd()).width <= width) {
      line += piece
      continue
    }
    if (line !== '') lines.push(line.trimEnd())
    line = piece
    if (lines.length === linesMax) return null
    if (ctx.measureText(line.trimEnd()).width > width) return null
  }
  return [...lines, line.trimEnd()]
}

/** The longest beginning of the text that fits with an ellipsis; a product's name may lose its end, data never. */
function shorten(ctx: SKRSContext2D, text: string, width: number, linesMax: number): string[] {
  const letters = [...text.trim()]
  for (let kept = letters.length - 1; kept > 0; kept--) {
    const lines = wrap(ctx, `${letters.slice(0, kept).join('').trimEnd()}…`, width, linesMax)
    if (lines !== null) return lines
  }
  return []
}

const scratch = createCanvas(1, 1).getContext('2d')

/** Dots that the text takes on one line. */
export function textWidth(text: string, font: LabelFont, size: number): number {
  setFont(scratch, font, size)
  return Math.ceil(scratch.measureText(text).width)
}

/**
 * Text as a bitmap `width` dots wide, wrapped; when `ellipsis` allows, shortened.
 * Throws `label-does-not-fit` otherwise, and `label-content-invalid` for what the font lacks.
 */
export function textBitmap(
  spelled: string,
  width: number,
  style: TextStyle,
  element: string,
  ellipsis: 'ellipsis' | 'whole',
): Bitmap {
  const text = spelled.normalize('NFC')
  assertDrawable(text, style.font, element)
  setFont(scratch, style.font, style.size)
  const fitting = wrap(scratch, text, width, style.linesMax)
  const lines = fitting ?? (ellipsis === 'ellipsis' ? shorten(scratch, text, width, style.linesMax) : [])
  if (lines.length === 0) throw new BondmarkError('label-does-not-fit', { element })
  return drawLines(lines, width, style)
}

function drawLines(lines: readonly string[], width: number, style: TextStyle): Bitmap {
  const height = lines.length * style.lineHeight
  const ctx = createCanvas(width, height).getContext('2d')
  setFont(ctx, style.font, style.size)
  ctx.fillStyle = style.inverse ? '#000' : '#fff'
  ctx.fillRect(0, 0, width, height)
  ctx.fillStyle = style.inverse ? '#fff' : '#000'
  ctx.textAlign = style.align ?? 'left'
  const x = style.align === 'center' ? width / 2 : 0
  const below = (style.lineHeight - style.size) / 2 + style.size * 0.12
  for (const [index, line] of lines.entries()) ctx.fillText(line, x, (index + 1) * style.lineHeight - below)
  return threshold(ctx.getImageData(0, 0, width, height).data, width, height)
}

/** Grey → one bit: a dot is black when at least half of it is. */
export function threshold(rgba: Uint8ClampedArray, width: number, height: number): Bitmap {
  const bitmap = newBitmap(width, height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((rgba[(y * width + x) * 4] ?? 255) < 128) setDot(bitmap, x, y)
    }
  }
  return bitmap
}
