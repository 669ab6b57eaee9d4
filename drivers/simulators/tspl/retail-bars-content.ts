import type { Bitmap } from '../../render/bitmap.ts'
import type { Symbology } from '../drawing/mark.ts'
import { refuse } from '../drawing/refusal.ts'
import { type BarSymbol, eanSymbol, interleavedSymbol, mod10 } from '../drawing/retail-bars.ts'

/** Bars, and what they say. */
export interface BarsSaid {
  readonly width: number
  readonly draw: () => Bitmap
  readonly text: string
  readonly symbology: Symbology
}

/** Ratios of narrow to wide that the manual has for interleaved 2 of 5. */
const ratios = [2, 2.5, 3]

/**
 * `EAN13`: twelve digits, to which the printer adds the check digit; `25`: interleaved 2 of 5 of an even number of digits, as it
 * stands.
 */
export function retailBars(
  type: 'EAN13' | '25',
  content: string,
  narrow: number,
  wide: number,
  height: number,
): BarsSaid {
  const said = (symbol: BarSymbol | string, text: string, symbology: Symbology): BarsSaid => {
    if (typeof symbol === 'string') return refuse(symbol)
    return { width: symbol.width, draw: () => symbol.draw(), text, symbology }
  }
  if (type === 'EAN13') {
    if (!/^\d{12}$/.test(content)) refuse('no twelve digits')
    return said(eanSymbol(content, narrow, height, 0), `${content}${mod10(content)}`, 'ean-13')
  }
  if (!/^(\d\d)+$/.test(content)) refuse('no even number of digits')
  if (!ratios.includes(wide / narrow)) refuse('a ratio of narrow to wide that the manual does not have')
  return said(interleavedSymbol(content, narrow, wide, height), content, 'interleaved-2-of-5')
}
