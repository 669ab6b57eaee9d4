import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { hasValidCheckDigit } from '../../core/gs1/check-digit.ts'
import { barsBitmap } from './bars-bitmap.ts'
import type { BoxOp, DrawOp, Ean13Op } from './draw-ops.ts'
import { drawnLazily } from './drawn-lazily.ts'
import { centredTextOp, textOp } from './resident-text.ts'
import type { SymbolPlace } from './symbol-place.ts'

/** Widths of a digit's elements in number set A, space first (ISO/IEC 15420, table 1). C is the same with a bar first. */
const setA = ['3211', '2221', '2122', '1411', '1132', '1231', '1114', '1312', '1213', '3112'] as const
/** Number set B is A from its other end. */
const setB = setA.map((widths) => [...widths].reverse().join(''))
/** Which set each digit of the left half is of: so the first digit, which has no bars, is said (table 3). */
const leftSets = [
  'AAAAAA',
  'AABABB',
  'AABBAB',
  'AABBBA',
  'ABAABB',
  'ABBAAB',
  'ABBBAA',
  'ABABAB',
  'ABABBA',
  'ABBABA',
] as const

const modules = 95
/** Where the bars of the three guards stand, in modules. */
const guardBars = [0, 2, 46, 48, 92, 94] as const
/** GS1 General Specifications 5.2.3.2: guards reach five modules below the others. */
const guardTail = 5
/** Digits, ten modules high, one module below the bars; the first one within the left quiet zone. */
const digits = { gap: 1, height: 10, first: -9, left: 24.5, right: 70.5 } as const

/** Bars and spaces in modules, a bar first. */
function widthsOf(text: string): number[] {
  const sets = leftSets[Number(text[0])] ?? leftSets[0]
  const left = [...text.slice(1, 7)].map((digit, at) => (sets[at] === 'A' ? setA : setB)[Number(digit)])
  const right = [...text.slice(7)].map((digit) => setA[Number(digit)])
  return [...['111', ...left, '11111', ...right, '111'].join('')].map(Number)
}

function barsOp(place: SymbolPlace, text: string, height: number): Ean13Op {
  const width = modules * place.moduleDots
  const draw = () =>
    barsBitmap(
      widthsOf(text).map((each) => each * place.moduleDots),
      height,
    )
  return {
    op: 'symbol',
    symbology: 'ean-13',
    ...place,
    width,
    height,
    modules,
    text,
    bitmap: drawnLazily(draw, width, height),
  }
}

function tail({ element, x, y, moduleDots }: SymbolPlace, module: number): BoxOp {
  return {
    op: 'box',
    element,
    x: x + module * moduleDots,
    y,
    width: moduleDots,
    height: guardTail * moduleDots,
    thickness: moduleDots,
  }
}

/** What stands before a GTIN-8 in the room of 13 digits: no GTIN-13 begins so (GS1 prefixes 00000, General Specifications 1.4.1). */
const GTIN_8_ZEROS = '00000'

/**
 * An EAN-13 at its place: bars `height` dots high, the ends of its guard bars, and its digits, eleven modules below the bars
 * in all. Eleven modules left and seven right of it must stay white. Throws `label-content-invalid` for anything but thirteen
 * digits with their check digit, and for a GTIN-8, whose symbol is EAN-8.
 */
export function ean13Ops(place: SymbolPlace, text: string, height: number): DrawOp[] {
  const { element, x, y, moduleDots } = place
  if (text.length !== 13 || text.startsWith(GTIN_8_ZEROS) || !hasValidCheckDigit(text))
    throw new BondmarkError('label-content-invalid', { element })
  const bottom = y + height
  const below = bottom + digits.gap * moduleDots
  const size = digits.height * moduleDots
  const at = (module: number) => x + Math.round(module * moduleDots)
  return [
    barsOp(place, text, height),
    ...guardBars.map((module) => tail({ ...place, y: bottom }, module)),
    textOp(element, at(digits.first), below, text.slice(0, 1), size),
    centredTextOp(element, at(digits.left), below, text.slice(1, 7), size),
    centredTextOp(element, at(digits.right), below, text.slice(7), size),
  ]
}
