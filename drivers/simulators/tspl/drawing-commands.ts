import { type Bitmap, fillRectangle, newBitmap } from '../../render/bitmap.ts'
import { area } from '../drawing/mark.ts'
import { plainText } from '../drawing/plain-font.ts'
import { outOfBounds, refuse } from '../drawing/refusal.ts'
import { condensedWidth, foreignLetter } from '../drawing/text-mark.ts'
import { turned } from '../drawing/turn.ts'
import { atReference, canvas, picture, type TsplLabelState, turnedPlace } from './label.ts'
import type { TsplHandler } from './setup-commands.ts'

const dots = 32_000

/** Width and height of one letter of the fonts of one size, dots. */
const fonts: Record<string, readonly [width: number, height: number]> = {
  '1': [8, 12],
  '2': [12, 20],
  '3': [16, 24],
  '4': [24, 32],
  '5': [32, 48],
  '6': [14, 19],
  '7': [21, 27],
  '8': [14, 25],
}

function textIn({ setup: { codepage } }: TsplLabelState, content: string): string {
  const bytes = Buffer.from(content, 'latin1')
  if (codepage !== 'UTF-8' && bytes.some((byte) => byte > 0x7e))
    return refuse('letters beyond ASCII without CODEPAGE UTF-8')
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return refuse('text that is not UTF-8')
  }
}

/** Letter widths and height of a font at its multiplication, or at its size in points when it is scalable. */
function setting(font: string, across: number, along: number, dotsPerMm: number) {
  const matrix = fonts[font]
  if (matrix !== undefined) {
    if (across > 10 || along > 10) refuse(outOfBounds)
    return { height: matrix[1] * along, widthOf: () => matrix[0] * across }
  }
  if (font !== '0' && font !== 'ROMAN.TTF') refuse('a font that it does not have')
  const dotsOf = (points: number) => Math.round((points * 25.4 * dotsPerMm) / 72)
  return { height: dotsOf(along), widthOf: (letter: string) => condensedWidth(letter, dotsOf(across)) }
}

const text: TsplHandler = (label, given) => {
  given.between(7, 8)
  const hasAlignment = given.count === 8
  const alignment = hasAlignment ? given.whole(6, 0, 3) : 1
  const content = textIn(label, given.quoted(hasAlignment ? 7 : 6))
  const foreign = foreignLetter(content)
  if (foreign !== undefined)
    refuse(`the letter U+${foreign.codePointAt(0)?.toString(16).toUpperCase()}, which its fonts do not have`)
  if (content === '') refuse('no text')
  const { dotsPerMm } = label.options
  const font = given.quoted(2)
  const { height, widthOf } = setting(font, given.whole(4, 1, 999), given.whole(5, 1, 999), dotsPerMm)
  const cells = [...content].map((letter) => ({ letter, width: Math.max(1, Math.round(widthOf(letter))) }))
  const length = cells.reduce((sum, { width }) => sum + width, 0)
  const turn = given.turn(3)
  const aside = alignment === 2 ? Math.floor(length / 2) : alignment === 3 ? length : 0
  if (aside > 0 && turn !== 0) refuse('a turned text that is not aligned left')
  const start = atReference(label, given.whole(0, 0, dots) - aside, given.whole(1, 0, dots))
  const place = turnedPlace(start, length, height, turn)
  const mark = picture(place, 'black', 'text', () => turned(plainText(cells, height), turn))
  canvas(label).push({ ...mark, text: content })
}

function frame(width: number, height: number, thickness: number): Bitmap {
  const bitmap = newBitmap(width, height)
  fillRectangle(bitmap, 0, 0, width, thickness)
  fillRectangle(bitmap, 0, height - thickness, width, thickness)
  fillRectangle(bitmap, 0, 0, thickness, height)
  fillRectangle(bitmap, width - thickness, 0, thickness, height)
  return bitmap
}

/** Two corners. Rounded ones are drawn square. */
const box: TsplHandler = (label, given) => {
  given.between(5, 6)
  const { x, y } = atReference(label, given.whole(0, 0, dots), given.whole(1, 0, dots))
  const end = atReference(label, given.whole(2, 0, dots), given.whole(3, 0, dots))
  const [width, height] = [end.x - x, end.y - y]
  const thickness = given.whole(4, 1, dots)
  if (given.count > 5) given.whole(5, 0, dots)
  if (width < 2 * thickness || height < 2 * thickness) refuse('a box thinner than its line')
  canvas(label).push(picture({ x, y, width, height }, 'black', 'box', () => frame(width, height, thickness)))
}

const rectangle =
  (ink: 'black' | 'white' | 'invert'): TsplHandler =>
  (label, given) => {
    given.between(4, 4)
    const { x, y } = atReference(label, given.whole(0, 0, dots), given.whole(1, 0, dots))
    canvas(label).push(area(x, y, given.whole(2, 1, dots), given.whole(3, 1, dots), ink))
  }

/** In its bytes 0 is black. Modes: 0 replaces, 1 adds, 2 inverts. */
const bitmap: TsplHandler = (label, given, { bytes }) => {
  given.between(5, 5)
  const { x, y } = atReference(label, given.whole(0, 0, dots), given.whole(1, 0, dots))
  const [rowBytes, height] = [given.whole(2, 1, 9999), given.whole(3, 1, 99_999)]
  const mode = given.whole(4, 0, 2)
  if (bytes?.length !== rowBytes * height) return refuse('byte counts do not agree')
  const drawn = newBitmap(rowBytes * 8, height)
  drawn.data.set(bytes.map((byte) => ~byte))
  const ink = (['replace', 'black', 'invert'] as const)[mode] ?? 'black'
  // Rows are whole bytes: up to seven dots at their end may fall beside the label.
  const place = { x, y, width: rowBytes * 8 - 7, height }
  canvas(label).push(picture(place, ink, 'graphic', () => drawn))
}

export const drawingCommands: Record<string, TsplHandler> = {
  TEXT: text,
  BOX: box,
  BAR: rectangle('black'),
  ERASE: rectangle('white'),
  REVERSE: rectangle('invert'),
  BITMAP: bitmap,
}
