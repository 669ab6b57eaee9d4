import bwip from 'bwip-js/node'
import { type Bitmap, fillRectangle, newBitmap } from '../../render/bitmap.ts'

/** Bars and spaces in turn, a bar first, in modules; or why there are none. */
function widthsOf(bcid: string, text: string): readonly number[] | string {
  try {
    const options = { bcid, text } as unknown as Parameters<typeof bwip.raw>[0]
    const { sbs } = bwip.raw(options)[0] as unknown as { readonly sbs: readonly number[] }
    // Behind some symbols it counts the space, too.
    return sbs.slice(0, sbs.length % 2 === 0 ? -1 : undefined)
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).replace(/^bwipp?\.?/, '')
  }
}

export interface BarSymbol {
  readonly width: number
  readonly height: number
  draw(): Bitmap
}

/** Of which each bar may have a height of its own. */
function bars(widths: readonly number[], height: number, heightOf: (module: number) => number): BarSymbol {
  const width = widths.reduce((sum, each) => sum + each, 0)
  return {
    width,
    height,
    draw: () => {
      const bitmap = newBitmap(width, height)
      let x = 0
      for (const [index, each] of widths.entries()) {
        if (index % 2 === 0) fillRectangle(bitmap, x, 0, each, heightOf(index))
        x += each
      }
      return bitmap
    },
  }
}

/** An EAN-13 of its first twelve digits, the guard bars `tail` dots longer than the others. */
export function eanSymbol(
  text: string,
  moduleDots: number,
  height: number,
  tail: number,
): BarSymbol | string {
  const widths = widthsOf('ean13', text)
  if (typeof widths === 'string') return widths
  const dots = widths.map((width) => width * moduleDots)
  // Elements of the left guard, the middle one and the right one.
  const isGuard = (index: number) => index < 3 || (index > 26 && index < 32) || index > 55
  return bars(dots, height + tail, (index) => (isGuard(index) ? height + tail : height))
}

/** Interleaved 2 of 5 of an even number of digits. */
export function interleavedSymbol(
  text: string,
  narrowDots: number,
  wideDots: number,
  height: number,
): BarSymbol | string {
  const widths = widthsOf('interleaved2of5', text)
  if (typeof widths === 'string') return widths
  const dots = widths.map((width) => (width === 1 ? narrowDots : wideDots))
  return bars(dots, height, () => height)
}

/** The check digit behind a number: the weights are 3 and 1 from the right. */
export function mod10(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, at) => total + Number(digit) * (at % 2 ? 1 : 3), 0)
  return String((10 - (sum % 10)) % 10)
}
