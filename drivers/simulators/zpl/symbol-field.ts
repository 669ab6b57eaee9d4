import type { Bitmap } from '../../render/bitmap.ts'
import { type Mark, symbolsMax } from '../drawing/mark.ts'
import { refuse } from '../drawing/refusal.ts'
import { type Turn, turned } from '../drawing/turn.ts'
import { once, type SymbolPlace, type ZplFormat, type ZplSymbol } from './format.ts'

interface Upright {
  readonly width: number
  readonly height: number
  readonly draw: () => Bitmap
}

/** A symbol's mark, turned, with its corner where the field's origin says. */
export function symbolMark(
  { width, height, draw }: Upright,
  turn: Turn,
  { x, y, typeset, ink }: SymbolPlace,
  said: Pick<Mark, 'text' | 'symbology'>,
): Mark {
  if (typeset && turn !== 0) refuse('a typeset symbol that is turned')
  const size = turn === 0 || turn === 180 ? { width, height } : { width: height, height: width }
  return {
    kind: 'symbol',
    x,
    y: typeset ? y - height : y,
    ...size,
    ink,
    ...said,
    bitmap: () => turned(draw(), turn),
  }
}

/** What the field's data will be drawn as. */
export function symbolOf(format: ZplFormat, symbol: ZplSymbol): void {
  if (format.symbols >= symbolsMax) refuse(`more than ${symbolsMax} symbols`)
  once(format.field, 'symbol', symbol, 'a symbol')
}
