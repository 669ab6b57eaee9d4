import type { Mark } from '../drawing/mark.ts'
import { refuse } from '../drawing/refusal.ts'
import { condensedWidth, foreignLetter, type LetterWidth, textMark } from '../drawing/text-mark.ts'
import { emptyField, type TextBlock, type ZplFieldState, type ZplFont, type ZplFormat } from './format.ts'

/** Height and width with the gap of one letter of the bitmap fonts, dots: the matrix that they are multiples of. */
const bitmapFonts: Record<string, readonly [height: number, width: number]> = {
  A: [9, 6],
  B: [11, 9],
  C: [18, 12],
  D: [18, 12],
  E: [28, 20],
  F: [26, 16],
  G: [60, 48],
  H: [21, 19],
}

/** `^FS`: what was said since the last one becomes a mark, or several. */
export function textField(format: ZplFormat): void {
  const { field } = format
  format.field = emptyField()
  const { origin, shape, data, symbol } = field
  if (shape !== null) {
    if (data !== null || symbol !== null || field.font !== null) refuse('a shape and a text in one field')
    format.marks.push(shape)
    return
  }
  if (data === null) {
    if (origin !== null || field.font !== null || symbol !== null) refuse('a field without data')
    return
  }
  const font = field.font ?? defaultFont(format)
  if (origin === null || (font === null && symbol === null)) refuse('field data without origin or font')
  const bytes = unescaped(data, field.hexSign)
  const ink = field.inverted || format.allInverted ? 'invert' : 'black'
  if (symbol !== null) {
    format.symbols++
    format.marks.push(...symbol(bytes, { ...origin, ink }))
  } else if (font !== null) format.marks.push(...textMarks(format, field, font, bytes, ink))
}

function defaultFont({ font, turn }: ZplFormat): ZplFont | null {
  return font === null || font.height === 0 ? null : { ...font, turn }
}

/** Bytes of the field data, with `_4A` put in when `^FH_` was given. */
function unescaped(data: string, sign: string | null): Uint8Array {
  if (sign === null) return Buffer.from(data, 'latin1')
  const bytes: number[] = []
  for (let at = 0; at < data.length; at++) {
    if (data[at] !== sign) bytes.push(data.charCodeAt(at))
    else {
      const hex = data.slice(at + 1, at + 3)
      if (!/^[0-9A-Fa-f]{2}$/.test(hex)) refuse('a broken hex escape')
      bytes.push(Number.parseInt(hex, 16))
      at += 2
    }
  }
  return Uint8Array.from(bytes)
}

/** The text of field data as the encoding of `^CI` has it. */
function textOf(bytes: Uint8Array, encoding: ZplFormat['encoding']): string {
  const buffer = Buffer.from(bytes)
  if (encoding === 'ascii')
    return bytes.some((byte) => byte > 0x7e)
      ? refuse('letters beyond ASCII without ^CI28')
      : buffer.toString('latin1')
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return refuse('text that is not UTF-8')
  }
}

function widthIn({ name, height, width }: ZplFont): { widthOf: LetterWidth; height: number } {
  const matrix = bitmapFonts[name]
  if (matrix === undefined) return { height, widthOf: (letter) => condensedWidth(letter, width) }
  const times = (size: number, of: number) => Math.max(1, Math.round(size / of))
  const letterWidth = matrix[1] * times(width, matrix[1])
  return { height: matrix[0] * times(height, matrix[0]), widthOf: () => letterWidth }
}

function textMarks(
  format: ZplFormat,
  field: ZplFieldState,
  font: ZplFont,
  bytes: Uint8Array,
  ink: Mark['ink'],
): Mark[] {
  const text = textOf(bytes, format.encoding)
  const foreign = foreignLetter(text)
  if (foreign !== undefined)
    refuse(`the letter U+${foreign.codePointAt(0)?.toString(16).toUpperCase()}, which its fonts do not have`)
  const { origin, block } = field
  if (origin === null) return []
  const { widthOf, height } = widthIn(font)
  const place = { ...origin, height, turn: font.turn, ink, onBaseLine: origin.typeset }
  if (block === null) return text === '' ? [] : [textMark(text, widthOf, place)]
  if (font.turn !== 0) refuse('a text block that is turned')
  return wrapped(text, widthOf, block).map(({ line, x }, index) =>
    textMark(line, widthOf, {
      ...place,
      x: place.x + x,
      y: place.y + index * (height + block.spacing),
    }),
  )
}

/** `^FB`: lines of whole words; `\&` begins a new one. More lines than the block has are refused: a printer overprints them. */
function wrapped(text: string, widthOf: LetterWidth, block: TextBlock): { line: string; x: number }[] {
  const lengthOf = (line: string) => [...line].reduce((sum, letter) => sum + Math.round(widthOf(letter)), 0)
  const lines: { line: string; x: number }[] = []
  const room = () => block.width - (lines.length > 0 ? block.indent : 0)
  const add = (line: string) => {
    const spare = room() - lengthOf(line)
    if (spare < 0) refuse('a word longer than its text block')
    const aside = block.justified === 'C' ? spare / 2 : block.justified === 'R' ? spare : 0
    lines.push({ line, x: Math.floor(aside) + (lines.length > 0 ? block.indent : 0) })
  }
  for (const paragraph of text.split('\\&')) {
    let line = ''
    for (const word of paragraph.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`
      if (line !== '' && lengthOf(longer) > room()) {
        add(line)
        line = word
      } else line = longer
    }
    add(line)
  }
  if (lines.length > block.lines) refuse(`${lines.length} lines in a text block of ${block.lines}`)
  return lines.filter(({ line }) => line !== '')
}
