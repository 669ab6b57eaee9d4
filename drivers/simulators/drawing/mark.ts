import { type Bitmap, newBitmap } from '../../render/bitmap.ts'

/** How a mark falls on what is there: blackens, whitens, inverts, or replaces its whole rectangle. */
export type Ink = 'black' | 'white' | 'invert' | 'replace'

/** One thing on a label. Places and sizes in dots, from the top left corner. */
export interface Mark {
  readonly kind: 'text' | 'box' | 'graphic' | 'symbol' | 'area'
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly ink: Ink
  /** Of a text and a symbol: what it says. */
  readonly text?: string
  readonly symbology?: Symbology
  /** Drawn anew at each call. */
  bitmap(): Bitmap
}

export type Symbology = 'qr' | 'data-matrix' | 'code-128' | 'ean-13' | 'interleaved-2-of-5'

/** A label would be as full as this only by mistake. */
export const marksMax = 1000
export const symbolsMax = 64

/** A black rectangle. */
export function area(x: number, y: number, width: number, height: number, ink: Ink): Mark {
  return { kind: 'area', x, y, width, height, ink, bitmap: () => blackBitmap(width, height) }
}

function blackBitmap(width: number, height: number): Bitmap {
  const bitmap = newBitmap(width, height)
  bitmap.data.fill(0xff)
  const rest = width % 8
  if (rest > 0)
    for (let at = bitmap.stride - 1; at < bitmap.data.length; at += bitmap.stride)
      bitmap.data[at] = 0xff << (8 - rest)
  return bitmap
}

/** Whether any dot of it would fall beside the label. */
export function isBeyond(mark: Mark, width: number, height: number): boolean {
  return mark.x < 0 || mark.y < 0 || mark.x + mark.width > width || mark.y + mark.height > height
}

/** The same text or symbol twice in one place was put there by mistake. */
export function findTwice(marks: readonly Mark[]): Mark | undefined {
  const seen = new Set<string>()
  return marks.find((mark) => {
    const key = mark.text === undefined ? '' : `${mark.kind} ${mark.x} ${mark.y} ${mark.text}`
    if (key !== '' && seen.has(key)) return true
    seen.add(key)
    return false
  })
}

/** How often the whole label may be drawn over: more would take a printer, and us, for ever. */
const coatsMax = 30

export function isOverdrawn(marks: readonly Mark[], width: number, height: number): boolean {
  return marks.reduce((sum, mark) => sum + mark.width * mark.height, 0) > coatsMax * width * height
}

/** The label with its marks, in their order. What falls beside it is not there. */
export function paint(width: number, height: number, marks: readonly Mark[]): Bitmap {
  const label = newBitmap(width, height)
  for (const mark of marks) put(label, mark.bitmap(), mark)
  return label
}

/** Byte by byte: a label of 600 dpi has four million dots. */
function put(onto: Bitmap, source: Bitmap, { x, y, ink }: Mark): void {
  const shift = x & 7
  const first = x >> 3
  for (let row = 0; row < source.height; row++) {
    const to = y + row
    if (to < 0 || to >= onto.height) continue
    for (let at = 0; at < source.stride; at++) {
      const byte = source.data[row * source.stride + at] ?? 0
      const covered = coverage(source, at)
      mix(onto, to, first + at, byte >> shift, covered >> shift, ink)
      if (shift > 0)
        mix(onto, to, first + at + 1, (byte << (8 - shift)) & 0xff, (covered << (8 - shift)) & 0xff, ink)
    }
  }
}

/** Which bits of the byte are dots of the picture. */
function coverage({ width, stride }: Bitmap, at: number): number {
  return at < stride - 1 || width % 8 === 0 ? 0xff : (0xff << (8 - (width % 8))) & 0xff
}

function mix(onto: Bitmap, row: number, column: number, black: number, covered: number, ink: Ink): void {
  if (column < 0 || column >= onto.stride) return
  const at = row * onto.stride + column
  const old = onto.data[at] ?? 0
  const inside = coverage(onto, column)
  const dots = black & covered & inside
  if (ink === 'black') onto.data[at] = old | dots
  else if (ink === 'white') onto.data[at] = old & ~dots
  else if (ink === 'invert') onto.data[at] = old ^ dots
  else onto.data[at] = (old & ~(covered & inside)) | dots
}
