import type { Mark } from '../drawing/mark.ts'
import { refuse } from '../drawing/refusal.ts'
import { type BarSymbol, eanSymbol, interleavedSymbol, mod10 } from '../drawing/retail-bars.ts'
import { condensedWidth, textMark } from '../drawing/text-mark.ts'
import type { Turn } from '../drawing/turn.ts'
import type { SymbolPlace, ZplFormat } from './format.ts'
import type { Parameters } from './parameters.ts'
import type { ZplHandler } from './setup-commands.ts'
import { symbolMark, symbolOf } from './symbol-field.ts'

/** What the parameters of both commands say. */
interface Look {
  readonly turn: Turn
  readonly height: number
  readonly isWritten: boolean
}

function lookOf(format: ZplFormat, parameters: Parameters): Look {
  const turn = parameters.turn(0, format.turn)
  const height = parameters.number(1, 1, 32_000, format.bar.height)
  const isWritten = parameters.letter(2, 'YN', 'Y') === 'Y'
  const isAbove = parameters.letter(3, 'YN', 'N') === 'Y'
  if (isWritten && (turn !== 0 || isAbove)) refuse('an interpretation line that is turned or above')
  return { turn, height, isWritten }
}

function marks(
  symbol: BarSymbol | string,
  { turn, height, isWritten }: Look,
  place: SymbolPlace,
  said: { readonly text: string; readonly symbology: 'ean-13' | 'interleaved-2-of-5' },
): Mark[] {
  if (typeof symbol === 'string') return refuse(symbol)
  const mark = symbolMark(symbol, turn, place, said)
  if (!isWritten) return [mark]
  const line = { x: mark.x, y: mark.y + height + 6, height: 18, turn, ink: place.ink }
  return [mark, textMark(said.text, (letter) => condensedWidth(letter, 18), line)]
}

/** Modules that the guards reach below the other bars. */
const guardTail = 5

/** `^BE`: twelve digits, to which the printer adds the check digit. Fewer or more it would pad or cut off. */
function ean(format: ZplFormat, parameters: Parameters): void {
  const look = lookOf(format, parameters.atMost(4))
  const { module } = format.bar
  symbolOf(format, (bytes, place) => {
    const data = Buffer.from(bytes).toString('latin1')
    if (!/^\d{12}$/.test(data)) refuse('no twelve digits')
    const symbol = eanSymbol(data, module, look.height, guardTail * module)
    return marks(symbol, look, place, { text: `${data}${mod10(data)}`, symbology: 'ean-13' })
  })
}

/** `^B2`: an even number of digits, the check digit of mode `Y` with them. To an odd number the printer would add a zero. */
function interleaved(format: ZplFormat, parameters: Parameters): void {
  const look = lookOf(format, parameters)
  const withCheck = parameters.atMost(5).letter(4, 'YN', 'N') === 'Y'
  const { module, ratio } = format.bar
  const wide = Math.round(module * ratio * 10) / 10
  symbolOf(format, (bytes, place) => {
    if (!Number.isInteger(wide)) refuse('a ratio that does not come to whole dots')
    const data = Buffer.from(bytes).toString('latin1')
    const text = withCheck && /^\d+$/.test(data) ? `${data}${mod10(data)}` : data
    if (!/^(\d\d)+$/.test(text)) refuse('no even number of digits')
    const symbol = interleavedSymbol(text, module, wide, look.height)
    return marks(symbol, look, place, { text, symbology: 'interleaved-2-of-5' })
  })
}

/** Bars of digits alone. */
export const retailCommands: Record<string, ZplHandler> = { '^BE': ean, '^B2': interleaved }
