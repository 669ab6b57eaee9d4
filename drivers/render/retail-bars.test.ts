import bwip from 'bwip-js/node'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkDigit } from '../../core/gs1/check-digit.ts'
import { dotAt } from './bitmap.ts'
import type { DrawOp, SymbolOp } from './draw-ops.ts'
import { ean13Ops } from './ean-13.ts'
import { itf14Ops } from './itf-14.ts'

const place = { element: 'bars', x: 100, y: 50, moduleDots: 1 }
const numbers = (length: number) =>
  fc
    .array(fc.nat(9), { minLength: length - 1, maxLength: length - 1 })
    .map((digits) => digits.join(''))
    .map((body) => `${body}${checkDigit(body)}`)

function barsOf(ops: readonly DrawOp[]): SymbolOp {
  const [bars] = ops.filter((op): op is SymbolOp => op.op === 'symbol')
  if (bars === undefined) throw new Error('no bars')
  return bars
}

/** Lengths of black and white along the bars, black first. */
function runs(op: SymbolOp): number[] {
  const bitmap = op.bitmap()
  const lengths: number[] = []
  for (let x = 0; x < bitmap.width; x++) {
    if (x === 0 || dotAt(bitmap, x, 0) !== dotAt(bitmap, x - 1, 0)) lengths.push(0)
    lengths.push((lengths.pop() ?? 0) + 1)
  }
  return lengths
}

/** Behind interleaved 2 of 5 it counts the space, too. */
function theirs(bcid: string, text: string): number[] {
  const [{ sbs }] = bwip.raw({ bcid, text } as never) as unknown as [{ sbs: number[] }]
  return sbs.slice(0, sbs.length % 2 === 0 ? -1 : undefined)
}

describe('the bars of an EAN-13', () => {
  it('are those of bwip-js for any number, in 95 modules', () => {
    fc.assert(
      fc.property(numbers(13), (text) => {
        const bars = barsOf(ean13Ops(place, text, 10))
        expect(runs(bars)).toEqual(theirs('ean13', text))
        expect([bars.width, bars.modules]).toEqual([95, 95])
      }),
      { numRuns: 200 },
    )
  })

  it('end in guards that reach five modules further down, and its digits stand below and between them', () => {
    const ops = ean13Ops({ ...place, moduleDots: 4 }, '9506000134352', 80)
    const boxes = ops.filter(({ op }) => op === 'box')
    expect(boxes.map(({ x, y, width, height }) => [(x - 100) / 4, y, width, height])).toEqual(
      [0, 2, 46, 48, 92, 94].map((module) => [module, 130, 4, 20]),
    )
    const texts = ops.filter((op) => op.op === 'text')
    expect(texts.map(({ text }) => text)).toEqual(['9', '506000', '134352'])
    const rooms = [
      [-11, 0],
      [3, 46],
      [49, 92],
    ]
    for (const [index, { x, y, width }] of texts.entries()) {
      const [from = 0, to = 0] = rooms[index] ?? []
      expect(x).toBeGreaterThanOrEqual(100 + 4 * from)
      expect(x + width).toBeLessThanOrEqual(100 + 4 * to)
      expect(y).toBeGreaterThan(130)
    }
  })

  it.each(['9506000134353', '950600013435', '09506000134352', '95060001343５2', '0000095060002', ''])(
    'are refused for %j, naming the element',
    (text) => {
      expect(() => ean13Ops(place, text, 10)).toThrow(
        expect.objectContaining({ code: 'label-content-invalid', detail: { element: 'bars' } }),
      )
    },
  )
})

describe('the bars of an ITF-14', () => {
  it.each([
    [2, 5],
    [3, 8],
    [4, 10],
    [5, 13],
    [6, 15],
    [12, 30],
  ])('of %i dots a module are those of bwip-js for any number, with wide ones of %i', (moduleDots, wide) => {
    fc.assert(
      fc.property(numbers(14), (text) => {
        const bars = barsOf(itf14Ops({ ...place, moduleDots }, text, 10))
        expect(runs(bars)).toEqual(
          theirs('interleaved2of5', text).map((width) => (width === 1 ? moduleDots : wide)),
        )
        expect(wide / moduleDots).toBeGreaterThanOrEqual(2.25)
        expect(wide / moduleDots).toBeLessThanOrEqual(3)
      }),
      { numRuns: 40 },
    )
  })

  it('stand between bearer bars of two modules that touch them and cover their quiet zones', () => {
    const ops = itf14Ops({ ...place, moduleDots: 4 }, '19506000134359', 254)
    const { width } = barsOf(ops)
    expect(
      ops.filter(({ op }) => op === 'box').map(({ x, y, width, height }) => [x, y, width, height]),
    ).toEqual([
      [60, 42, width + 80, 8],
      [60, 304, width + 80, 8],
    ])
    const [digits] = ops.filter((op) => op.op === 'text')
    expect(digits).toMatchObject({ text: '19506000134359', y: 320 })
  })

  it.each(['19506000134358', '9506000134352', ''])('are refused for %j, naming the element', (text) => {
    expect(() => itf14Ops(place, text, 10)).toThrow(
      expect.objectContaining({ code: 'label-content-invalid', detail: { element: 'bars' } }),
    )
  })
})
