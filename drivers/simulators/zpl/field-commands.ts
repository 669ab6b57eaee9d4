import { type Bitmap, fillRectangle, newBitmap } from '../../render/bitmap.ts'
import type { Mark } from '../drawing/mark.ts'
import { outOfBounds, refuse } from '../drawing/refusal.ts'
import { once, type ZplFormat } from './format.ts'
import { graphicField } from './graphic-field.ts'
import { Parameters } from './parameters.ts'
import type { ZplHandler } from './setup-commands.ts'
import { textField } from './text-field.ts'

const dots = 32_000

function origin(format: ZplFormat, parameters: Parameters, typeset: boolean): void {
  // The third parameter, justification, is 0 (left) or 2 (by the text).
  parameters.atMost(3).number(2, 0, 0, 0)
  const { home, shift, field } = format
  if (field.origin !== null) refuse('a field inside a field')
  field.origin = {
    x: parameters.number(0, 0, dots) + home.x + shift.x,
    y: parameters.number(1, 0, dots) + home.y + shift.y,
    typeset,
  }
}

/** A frame of the thickness, filled when that is half the box; rounded corners are drawn square. */
function frame(width: number, height: number, thickness: number): Bitmap {
  const bitmap = newBitmap(width, height)
  const edge = Math.min(thickness, Math.ceil(Math.min(width, height) / 2))
  fillRectangle(bitmap, 0, 0, width, edge)
  fillRectangle(bitmap, 0, height - edge, width, edge)
  fillRectangle(bitmap, 0, 0, edge, height)
  fillRectangle(bitmap, width - edge, 0, edge, height)
  return bitmap
}

function box(format: ZplFormat, parameters: Parameters): void {
  const { field } = format
  if (field.origin === null) refuse('no field origin')
  const thickness = parameters.number(2, 1, dots)
  const width = Math.max(thickness, parameters.number(0, 0, dots))
  const height = Math.max(thickness, parameters.number(1, 0, dots))
  const colour = parameters.letter(3, 'BW', 'B')
  parameters.atMost(5).number(4, 0, 8, 0)
  const { x, y, typeset } = field.origin
  const ink = field.inverted || format.allInverted ? 'invert' : colour === 'B' ? 'black' : 'white'
  const mark: Mark = {
    kind: 'box',
    x,
    y: typeset ? y - height : y,
    width,
    height,
    ink,
    bitmap: () => frame(width, height, thickness),
  }
  once(field, 'shape', mark, 'a shape')
}

function font(format: ZplFormat, raw: string): void {
  const name = raw[0] ?? ''
  if (!'0ABCDEFGH'.includes(name) || name === '') refuse('a font that it does not have')
  // The font's letter and the turn stand together: `^A0N,…`.
  const parameters = new Parameters(raw.slice(1))
  const turn = parameters.turn(0, format.turn)
  const height = parameters.number(1, name === '0' ? 10 : 1, dots)
  const width = parameters.atMost(3).number(2, name === '0' ? 10 : 1, dots, height)
  once(format.field, 'font', { name, turn, height, width }, 'a font')
}

/** Commands that describe one field, from its origin to `^FS`. */
export const fieldCommands: Record<string, ZplHandler> = {
  '^FO': (format, parameters) => origin(format, parameters, false),
  '^FT': (format, parameters) => origin(format, parameters, true),
  '^A': (format, _, raw) => font(format, raw),
  '^FH': (format, _, raw) => {
    if (raw.length > 1) refuse(outOfBounds)
    once(format.field, 'hexSign', raw === '' ? '_' : raw, 'a hex sign')
  },
  '^FR': (format, _, raw) => {
    if (raw !== '') refuse(outOfBounds)
    format.field.inverted = true
  },
  '^FB': (format, parameters) => {
    const block = {
      width: parameters.number(0, 1, 9999),
      lines: parameters.number(1, 1, 99, 1),
      spacing: parameters.number(2, -9999, 9999, 0),
      justified: parameters.letter(3, 'LCRJ', 'L'),
      indent: parameters.atMost(5).number(4, 0, 9999, 0),
    }
    once(format.field, 'block', block, 'a text block')
  },
  '^FD': (format, _, raw) => {
    if (raw.length > 3072) refuse('field data longer than 3072 bytes')
    once(format.field, 'data', raw, 'field data')
  },
  '^GB': box,
  '^GF': graphicField,
  '^FS': (format, _, raw) => {
    if (raw !== '') refuse('text after the command')
    textField(format)
  },
}
