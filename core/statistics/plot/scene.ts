/** A text's place: beside an axis, at a bar, or what a row is called. */
export type TextRole = 'tick' | 'value' | 'name'

/** One thing that is drawn. Lengths are pixels of a drawing that is scaled as a whole. */
export type Mark =
  | {
      readonly shape: 'bar'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      /** Which of `fills`. */
      readonly series: number
      /** What it stands for, said when somebody points at it. */
      readonly title: string
    }
  | {
      readonly shape: 'text'
      readonly x: number
      readonly y: number
      readonly text: string
      readonly anchor: 'start' | 'middle' | 'end'
      readonly role: TextRole
    }
  | {
      readonly shape: 'line'
      readonly x1: number
      readonly y1: number
      readonly x2: number
      readonly y2: number
      readonly role: 'axis' | 'grid' | 'mark'
      readonly title?: string
    }
  | {
      readonly shape: 'dot'
      readonly x: number
      readonly y: number
      readonly series: number
      readonly title: string
    }

/** A drawing: the same for a screen and for a file. */
export interface Scene {
  readonly width: number
  readonly height: number
  readonly marks: readonly Mark[]
}

/** Width of a letter of a label, about, in pixels. Chinese ones are nearly twice as wide. */
const LETTER = 8

/** How wide a text will be, about, in pixels. */
export const widthOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e7f ? 15 : LETTER), 0)

/** A text that fits into so many pixels; one that is longer ends with a dot for what is left out. */
export function fitted(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let cut = ''
  for (const letter of text) {
    if (widthOf(`${cut}${letter}…`) > width) break
    cut += letter
  }
  return `${cut.trimEnd()}…`
}
