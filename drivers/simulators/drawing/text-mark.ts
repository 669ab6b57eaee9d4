import type { Ink, Mark } from './mark.ts'
import { plainText } from './plain-font.ts'
import { type Turn, turned } from './turn.ts'

/** How wide a printer's resident font sets a letter, dots. */
export type LetterWidth = (letter: string) => number

export interface TextPlace {
  readonly x: number
  readonly y: number
  readonly height: number
  readonly turn: Turn
  readonly ink: Ink
  /** `x`, `y` are where the base line begins, not the top left corner. */
  readonly onBaseLine?: boolean
}

/** A line of text in a plain font, of the size and at the place that the printer's own font would have. */
export function textMark(text: string, widthOf: LetterWidth, place: TextPlace): Mark {
  const cells = [...text].map((letter) => ({ letter, width: Math.max(1, Math.round(widthOf(letter))) }))
  const length = cells.reduce((sum, { width }) => sum + width, 0)
  const { height, turn, ink, onBaseLine = false } = place
  const upright = turn === 0 || turn === 180
  const size = upright ? { width: length, height } : { width: height, height: length }
  return {
    kind: 'text',
    ...cornerOf(place, length, onBaseLine),
    ...size,
    ink,
    text,
    bitmap: () => turned(plainText(cells, height), turn),
  }
}

/** Letters stand on a base line three quarters down. */
function cornerOf({ x, y, height, turn }: TextPlace, length: number, onBaseLine: boolean) {
  if (!onBaseLine) return { x, y }
  const above = Math.round(height * 0.75)
  if (turn === 0) return { x, y: y - above }
  if (turn === 90) return { x: x - (height - above), y }
  if (turn === 180) return { x: x - length, y: y - (height - above) }
  return { x: x - above, y: y - length }
}

const narrow = new Set("iIjl|!.,:;'`")
const wide = new Set('mMwW@%')

/**
 * The scalable resident font of both languages, CG Triumvirate Bold Condensed, nearly: measured on an independent
 * renderer by kind of letter. The real widths are the foundry's.
 */
export function condensedWidth(letter: string, size: number): number {
  if (letter === ' ' || narrow.has(letter)) return size * 0.27
  if (wide.has(letter)) return size * 0.77
  if (/[a-z]/.test(letter)) return size * 0.46
  return size * (/[A-Z]/.test(letter) ? 0.57 : 0.49)
}

/** Letters beyond Latin are in no resident font: a printer prints nothing for them, or a box. */
export function foreignLetter(text: string): string | undefined {
  return [...text].find((letter) => !/[\u0020-\u007e\u00a0-\u024f\u2010-\u2026\u20ac\u2122]/.test(letter))
}
