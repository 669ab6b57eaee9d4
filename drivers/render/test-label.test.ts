import { describe, expect, it } from 'vitest'
import { readSymbols } from '../simulators/symbol-eye.ts'
import { dotAt } from './bitmap.ts'
import type { DrawOp, SymbolOp } from './draw-ops.ts'
import { drawPage } from './draw-page.ts'
import { caseMedia, type DotsPerMm, type Media, unitMedia } from './media.ts'
import { bitmapPng } from './png.ts'
import { dotsInQuietZone } from './quiet-zones.stub.ts'
import { layOutTestLabel } from './test-label.ts'

const content = {
  printer: '一号打印机',
  model: 'ZPL II printer, 203 dpi',
  date: '2026-11-25 16:30',
  training: true,
}
const stocks: [string, Media][] = ([8, 12, 24] as DotsPerMm[]).flatMap((dotsPerMm) =>
  [unitMedia(dotsPerMm), caseMedia(dotsPerMm)].map((media): [string, Media] => [media.id, media]),
)
const symbolsOf = (ops: readonly DrawOp[]) => ops.filter((op): op is SymbolOp => op.op === 'symbol')
const width = (media: Media, element: string) =>
  layOutTestLabel(content, media).ops.find((op) => op.element === element)?.width

describe.each(stocks)('a test label of %s', (_, media) => {
  const page = layOutTestLabel(content, media)
  const drawn = drawPage(page)

  it('gives back every symbol, each naming its module', async () => {
    const seen = (await readSymbols(bitmapPng(drawn))).map(({ text }) => text.replace(/^\][CQd]\d/, ''))
    expect(seen.sort()).toEqual(
      symbolsOf(page.ops)
        .map(({ text }) => text)
        .sort(),
    )
  })

  it('leaves every quiet zone white', () => {
    for (const op of symbolsOf(page.ops)) expect(dotsInQuietZone(drawn, op), op.element).toBe(0)
  })

  it('puts nothing on anything else, and all of it within the frame but the rulers and corners', () => {
    const inside = page.ops.filter((op) => !['ruler', 'corners', 'frame', 'mm'].includes(op.element))
    const frame = page.ops.find((op) => op.element === 'frame')
    for (const [index, a] of inside.entries()) {
      expect(a.x + a.width, a.element).toBeLessThan((frame?.x ?? 0) + (frame?.width ?? 0))
      expect(a.y + a.height, a.element).toBeLessThan((frame?.y ?? 0) + (frame?.height ?? 0))
      for (const b of inside.slice(index + 1)) {
        const apart =
          a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
        expect(apart, `${a.element} on ${b.element}`).toBe(true)
      }
    }
  })

  it('blackens the outermost dots of all four corners', () => {
    const [right, bottom] = [media.widthDots - 1, media.heightDots - 1]
    for (const [x, y] of [
      [0, 0],
      [right, 0],
      [0, bottom],
      [right, bottom],
    ] as const)
      expect(dotAt(drawn, x, y), `${x},${y}`).toBe(true)
  })
})

describe('a test label', () => {
  it('has modules of 2 to 6 dots in all three symbologies on a case label, of 4 and less on a unit label at 203 dpi', () => {
    const ladder = (media: Media) =>
      symbolsOf(layOutTestLabel(content, media).ops).map(({ element }) => element)
    const of = (kind: string, dots: number[]) => dots.map((each) => `${kind}-${each}`)
    const all = [6, 5, 4, 3, 2]
    expect(ladder(caseMedia(8))).toEqual([...of('qr', all), ...of('matrix', all), ...of('bars', all)])
    expect(ladder(unitMedia(12))).toEqual(expect.arrayContaining([...of('qr', all), ...of('bars', all)]))
    expect(ladder(unitMedia(8))).toEqual(
      expect.arrayContaining([...of('qr', [4, 3, 2]), ...of('matrix', all), ...of('bars', [4, 3, 2])]),
    )
  })

  it.each([
    [8, 80],
    [12, 118],
    [24, 236],
  ] as const)('at %i dots/mm has a square of 10 mm in %i dots of the head', (dotsPerMm, dots) => {
    expect(width(unitMedia(dotsPerMm), 'square')).toBe(dots)
  })

  it('says TRAINING in training only, and nothing of a serial, a seal or a PIN ever', () => {
    for (const training of [true, false]) {
      const { ops } = layOutTestLabel({ ...content, training }, unitMedia(8))
      const elements = ops.map(({ element }) => element)
      expect(elements.includes('training')).toBe(training)
      expect(elements).not.toEqual(expect.arrayContaining([expect.stringMatching(/pin|serial|link/)]))
    }
  })

  it.each([
    ['printer', { printer: 'Printer 🖨' }],
    ['model', { model: '型号' }],
    ['date', { date: '' }],
  ])('refuses a %s that cannot be printed as it is', (element, wrong) => {
    expect(() => layOutTestLabel({ ...content, ...wrong }, unitMedia(8))).toThrow(
      expect.objectContaining({ code: 'label-content-invalid', detail: { element } }),
    )
  })

  it('shortens a printer’s name, and refuses a model’s that does not fit', () => {
    const long = { ...content, printer: '打印机'.repeat(20) }
    expect(layOutTestLabel(long, unitMedia(8)).ops.length).toBeGreaterThan(20)
    expect(() => layOutTestLabel({ ...content, model: 'M'.repeat(60) }, unitMedia(8))).toThrow(
      expect.objectContaining({ code: 'label-does-not-fit', detail: { element: 'model' } }),
    )
  })
})
