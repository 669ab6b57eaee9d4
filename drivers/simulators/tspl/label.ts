import type { Bitmap } from '../../render/bitmap.ts'
import type { Ink, Mark } from '../drawing/mark.ts'
import { symbolsMax } from '../drawing/mark.ts'
import { refuse } from '../drawing/refusal.ts'
import type { Turn } from '../drawing/turn.ts'
import type { ReaderOptions } from '../machine/language.ts'

/** What stays set from one label to the next, until the power goes. */
export interface TsplSetup {
  /** Dots; null until SIZE was said. */
  size: { readonly width: number; readonly height: number } | null
  reference: { readonly x: number; readonly y: number }
  mirrored: boolean
  codepage: string
  reprints: boolean | null
}

export function factorySetup(): TsplSetup {
  return { size: null, reference: { x: 0, y: 0 }, mirrored: false, codepage: '437', reprints: null }
}

/** A label that is being read. */
export interface TsplLabelState {
  readonly options: ReaderOptions
  readonly setup: TsplSetup
  readonly comments: string[]
  /** What was drawn since CLS; null before it. */
  marks: Mark[] | null
  symbols: number
  /** 0 until PRINT. */
  copies: number
}

/** Where marks go. What is drawn before CLS would fall on what is left of the label before. */
export function canvas({ marks }: TsplLabelState): Mark[] {
  return marks ?? refuse('drawn before CLS, on what is left of another label')
}

export function countSymbol(label: TsplLabelState): void {
  if (++label.symbols > symbolsMax) refuse(`more than ${symbolsMax} symbols`)
}

/**
 * A mark that turns about its own starting point, as TSPL has it: at 90 degrees it goes down and lies to the left of the
 * point, at 180 to the left and above, at 270 up and to the right.
 */
export function turnedPlace(
  { x, y }: { readonly x: number; readonly y: number },
  width: number,
  height: number,
  turn: Turn,
): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } {
  if (turn === 0) return { x, y, width, height }
  if (turn === 90) return { x: x - height, y, width: height, height: width }
  if (turn === 180) return { x: x - width, y: y - height, width, height }
  return { x, y: y - width, width: height, height: width }
}

export function atReference({ setup }: TsplLabelState, x: number, y: number) {
  return { x: x + setup.reference.x, y: y + setup.reference.y }
}

export function picture(
  place: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  ink: Ink,
  kind: Mark['kind'],
  bitmap: () => Bitmap,
): Mark {
  return { kind, ...place, ink, bitmap }
}
