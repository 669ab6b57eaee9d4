import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { LabelLanguage } from '../../core/label/template/label-kind.ts'
import { type Bitmap, newBitmap, setDot } from './bitmap.ts'
import { type CutIntoRuns, type FontRun, fontsFor, type LabelFont, latinFamily } from './label-fonts.ts'
import { lettersOf, linePieces } from './line-pieces.ts'

export interface TextStyle {
  readonly font: LabelFont
  /** Dots from one baseline to the next are `lineHeight`; the em is `size` dots. */
  readonly size: number
  readonly lineHeight: number
  readonly linesMax: number
  readonly align?: 'left' | 'center'
  /** White on black. */
  readonly inverse?: boolean
  /** Whose forms Han letters have; Chinese where it is left out. */
  readonly language?: LabelLanguage
}

function setFamily(ctx: SKRSContext2D, family: string, size: number): void {
  ctx.font = `${size}px "${family}"`
  ctx.textBaseline = 'alphabetic'
}

/** The font for Latin letters, by our own name, from our own file. */
export const setFont = (ctx: SKRSContext2D, font: LabelFont, size: number): void =>
  setFamily(ctx, latinFamily(font), size)

/** Scripts that need no shaping, and stand from left to right. */
const drawable =
  /^[\p{Script=Latin}\p{Script=Han}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Common}]*$/u
const undrawable =
  /[[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}][\p{Extended_Pictographic}--[©®™]]]/v

/**
 * Throws `label-content-invalid` when the text cannot be drawn faithfully: another script, an emoji, a control
 * character, what nobody sees (Hangul's filler), or a letter that no shipped font has, such as the rarest ideographs.
 */
function assertDrawable(text: string, cut: CutIntoRuns, element: string): void {
  if (!drawable.test(text) || undrawable.test(text) || cut(text) === null)
    throw new BondmarkError('label-content-invalid', { element })
}

/** Dots that a line takes. */
type Measure = (line: string) => number

const scratch = createCanvas(1, 1).getContext('2d')

const runWidth = ({ text, face }: FontRun, size: number): number => {
  setFamily(scratch, face.family, size)
  return scratch.measureText(text).width
}

const measureWith =
  (cut: CutIntoRuns, size: number): Measure =>
  (line) =>
    (cut(line) ?? []).reduce((sum, run) => sum + runWidth(run, size), 0)

interface Wrapped {
  readonly lines: readonly string[]
  /** Letters that the lines hold, with the piece that was too much. */
  readonly reach: number
  readonly fits: boolean
}

function wrap(text: string, width: number, linesMax: number, measure: Measure): Wrapped {
  const lines: string[] = []
  let line = ''
  let reach = 0
  let queue = linePieces(text.trim(), 'words')
  for (let piece = queue.shift(); piece !== undefined; piece = queue.shift()) {
    if (measure((line + piece).trimEnd()) <= width) {
      line += piece
      reach += piece.length
      continue
    }
    if (line !== '') lines.push(line.trimEnd())
    line = ''
    const parts = measure(piece.trimEnd()) <= width ? [piece] : linePieces(piece, 'anywhere')
    const [first = ''] = parts
    if (lines.length === linesMax || measure(first.trimEnd()) > width)
      return { lines, reach: reach + piece.length, fits: false }
    line = first
    reach += first.length
    queue = [...parts.slice(1), ...queue]
  }
  return { lines: [...lines, line.trimEnd()], reach, fits: true }
}

/** What an ellipsis does not stand behind: spaces and opening brackets. */
const openEnd = /[\s\p{Ps}\p{Pi}]+$/u

/** The longest that is kept whole at a line's end: a number's last digit, a blank, and what is counted. */
const QUANTITY_LETTERS = 8

/** The longest beginning of the text that fits with an ellipsis; a product's name may lose its end, data never. */
function shorten(text: string, width: number, linesMax: number, measure: Measure): readonly string[] {
  const { reach } = wrap(text, width, linesMax, measure)
  // More letters than dots do not fit, however long the piece that was too much.
  const letters = lettersOf(text.trim().slice(0, reach)).slice(0, linesMax * width)
  if (letters.join('') === text.trim()) letters.pop()
  const linesOf = (count: number): readonly string[] | null => {
    const kept = letters.slice(0, count).join('').replace(openEnd, '')
    const { lines, fits } = wrap(`${kept}…`, width, linesMax, measure)
    return fits ? lines : null
  }
  let [fitting, tooMany] = [0, letters.length + 1]
  while (tooMany - fitting > 1) {
    const middle = (fitting + tooMany) >> 1
    if (linesOf(middle) === null) tooMany = middle
    else fitting = middle
  }
  // Where a quantity or a bracket begins, a letter more may fit where one less does not.
  for (let count = Math.min(letters.length, fitting + QUANTITY_LETTERS); count > 0; count--) {
    const lines = linesOf(count)
    if (lines !== null) return lines
  }
  return []
}

/** Dots that Latin text takes on one line. */
export function textWidth(text: string, font: LabelFont, size: number): number {
  setFont(scratch, font, size)
  return Math.ceil(scratch.measureText(text).width)
}

/**
 * Text as a bitmap `width` dots wide, wrapped; when `ellipsis` allows, shortened.
 * Throws `label-does-not-fit` otherwise, and `label-content-invalid` for what no shipped font has.
 */
export function textBitmap(
  spelled: string,
  width: number,
  style: TextStyle,
  element: string,
  ellipsis: 'ellipsis' | 'whole',
): Bitmap {
  const text = spelled.normalize('NFC')
  const cut = fontsFor(text, style.font, style.language ?? 'zh-CN')
  assertDrawable(text, cut, element)
  const measure = measureWith(cut, style.size)
  const { lines, fits } = wrap(text, width, style.linesMax, measure)
  const drawn = fits ? lines : ellipsis === 'ellipsis' ? shorten(text, width, style.linesMax, measure) : []
  if (drawn.length === 0) throw new BondmarkError('label-does-not-fit', { element })
  return drawLines(drawn, width, style, cut, measure)
}

function drawLines(
  lines: readonly string[],
  width: number,
  style: TextStyle,
  cut: CutIntoRuns,
  measure: Measure,
): Bitmap {
  const height = lines.length * style.lineHeight
  const ctx = createCanvas(width, height).getContext('2d')
  ctx.fillStyle = style.inverse ? '#000' : '#fff'
  ctx.fillRect(0, 0, width, height)
  ctx.fillStyle = style.inverse ? '#fff' : '#000'
  const below = (style.lineHeight - style.size) / 2 + style.size * 0.12
  for (const [index, line] of lines.entries()) {
    let x = style.align === 'center' ? (width - measure(line)) / 2 : 0
    for (const run of cut(line) ?? []) {
      setFamily(ctx, run.face.family, style.size)
      ctx.fillText(run.text, x, (index + 1) * style.lineHeight - below)
      x += runWidth(run, style.size)
    }
  }
  const part = inkPart(lines, style, cut)
  const { data } = ctx.getImageData(0, 0, width, height)
  return threshold(data, width, height, style.inverse ? 1 - part : part)
}

/** Horizontal strokes of the lighter font are a fourteenth of the em: below this they are thinner than a dot. */
const thinBelow = 16
/** Of Korean and Japanese those within a letter are thinner still. */
const othersThinBelow = 20

/**
 * The part of a dot that a stroke must cover to be printed. A stroke thinner than a dot that lies across two rows covers less
 * than half of both, and is lost: 조 was printed as 소. Larger letters keep to half, as labels of old were drawn.
 */
function inkPart(lines: readonly string[], { font, size }: TextStyle, cut: CutIntoRuns): number {
  if (font === 'Bondmark Bold') return 0.5
  const isOther = lines.some((line) => cut(line)?.some(({ face }) => face.family !== latinFamily(font)))
  return size < (isOther ? othersThinBelow : thinBelow) ? 0.4 : 0.5
}

/** Grey → one bit: a dot is black when at least this part of it is. */
export function threshold(rgba: Uint8ClampedArray, width: number, height: number, part = 0.5): Bitmap {
  const bitmap = newBitmap(width, height)
  const greyMax = 256 * (1 - part)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((rgba[(y * width + x) * 4] ?? 255) < greyMax) setDot(bitmap, x, y)
    }
  }
  return bitmap
}
