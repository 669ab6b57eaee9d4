import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { hasValidCheckDigit } from '../../core/gs1/check-digit.ts'
import { barsBitmap } from './bars-bitmap.ts'
import type { BoxOp, DrawOp, Itf14Op } from './draw-ops.ts'
import { drawnLazily } from './drawn-lazily.ts'
import { quietZones } from './quiet-zones.ts'
import { centredTextOp } from './resident-text.ts'
import type { SymbolPlace } from './symbol-place.ts'

/** Narrow and wide elements of a digit (ISO/IEC 16390, table 1). */
const digits = [
  'nnwwn',
  'wnnnw',
  'nwnnw',
  'wwnnn',
  'nnwnw',
  'wnwnn',
  'nwwnn',
  'nnnww',
  'wnnwn',
  'nwnwn',
] as const
const start = 'nnnn'
const stop = 'wnn'
/** Elements of fourteen digits with start and stop. */
const narrow = 48
const wide = 29
/** GS1 General Specifications 5.3.2.2: the target; 2.25 to 3 are allowed. */
const ratio = 2.5
/** 5.3.2.4: above and below the bars and touching them, at least twice as thick as a narrow bar. */
const bearer = 2
const readable = { gap: 2, height: 10 } as const

/** Dots of a wide element, of the ratio that is nearest to two and a half. */
const wideDotsOf = (moduleDots: number): number => Math.round(ratio * moduleDots)

/** Dots that the bars take across, without quiet zones. */
const widthOf = (moduleDots: number): number => narrow * moduleDots + wide * wideDotsOf(moduleDots)

/** Two digits at a time, one in the bars and one in the spaces between them. */
function elementsOf(text: string): string {
  const pairs = Array.from({ length: text.length / 2 }, (_, at) => {
    const [bars = '', spaces = ''] = [digits[Number(text[2 * at])], digits[Number(text[2 * at + 1])]]
    return [...bars].map((bar, index) => `${bar}${spaces[index]}`).join('')
  })
  return [start, ...pairs, stop].join('')
}

function barsOp(place: SymbolPlace, text: string, height: number): Itf14Op {
  const { moduleDots } = place
  const wideDots = wideDotsOf(moduleDots)
  const width = widthOf(moduleDots)
  const draw = () =>
    barsBitmap(
      [...elementsOf(text)].map((element) => (element === 'w' ? wideDots : moduleDots)),
      height,
    )
  return {
    op: 'symbol',
    symbology: 'itf-14',
    ...place,
    width,
    height,
    modules: width / moduleDots,
    text,
    wideDots,
    bitmap: drawnLazily(draw, width, height),
  }
}

/** Over the bars and their quiet zones: a scan that leaves the bars askew ends in it, and not as a shorter number. */
function bearerBar(place: SymbolPlace, y: number): BoxOp {
  const { element, x, moduleDots } = place
  const { left, right } = quietZones['itf-14']
  return {
    op: 'box',
    element,
    x: x - left * moduleDots,
    y,
    width: widthOf(moduleDots) + (left + right) * moduleDots,
    height: bearer * moduleDots,
    thickness: bearer * moduleDots,
  }
}

/**
 * An ITF-14 at its place: bars `height` dots high from `place.y` on, a bearer bar of two modules above them and one below, both
 * as wide as the bars with their quiet zones of ten modules, and fourteen digits for people: fourteen modules below the bars in
 * all. Throws `label-content-invalid` for anything but fourteen digits with their check digit.
 */
export function itf14Ops(place: SymbolPlace, text: string, height: number): DrawOp[] {
  const { element, x, y, moduleDots } = place
  if (text.length !== 14 || !hasValidCheckDigit(text))
    throw new BondmarkError('label-content-invalid', { element })
  const below = y + height + (bearer + readable.gap) * moduleDots
  const middle = x + Math.round(widthOf(moduleDots) / 2)
  return [
    barsOp(place, text, height),
    bearerBar(place, y - bearer * moduleDots),
    bearerBar(place, y + height),
    centredTextOp(element, middle, below, text, readable.height * moduleDots),
  ]
}
