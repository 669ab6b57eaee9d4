import { describe, expect, it } from 'vitest'
import { encodeLabel } from '../../drivers/printers/encode-label.ts'
import { dotAt } from '../../drivers/render/bitmap.ts'
import { drawPage } from '../../drivers/render/draw-page.ts'
import { unitPage } from '../../drivers/render/label-page.stub.ts'
import type { DotsPerMm } from '../../drivers/render/media.ts'
import { bitmapPng } from '../../drivers/render/png.ts'
import { dotsInQuietZone } from '../../drivers/render/quiet-zones.stub.ts'
import { readSymbols } from '../../drivers/simulators/symbol-eye.ts'
import {
  hostileLabels,
  type LoopLabel,
  retailLabel,
  symbolsOf,
  testLabelOnCaseStock,
  textsOf,
  usualLabels,
} from './loop-labels.ts'
import { nativeWays, pictureWays, type Way } from './loop-models.ts'
import { blackWithin, differingDots, strayDots } from './pictures.ts'
import { drawStrictly } from './strict-printer.ts'

interface Case extends LoopLabel {
  readonly way: Way
}

const cross = (labels: readonly LoopLabel[], ways: readonly Way[]): Case[] =>
  labels.flatMap((label) => ways.map((way) => ({ ...label, way })))
const natives = (dotsPerMm: DotsPerMm) => Object.values(nativeWays(dotsPerMm))
const pictures = (dotsPerMm: DotsPerMm) => Object.values(pictureWays(dotsPerMm)).flat()
const heads: DotsPerMm[] = [8, 12]

const printed = ({ way, page }: Case) => drawStrictly(way.model, encodeLabel(way.model, 'LOOP', page))

/** Reads what was drawn, and measures each symbol and its quiet zone in the picture: no dot of tolerance. Texts keep to their room. */
async function expectWhole(label: Case): Promise<void> {
  const dots = printed(label)
  const seen = (await readSymbols(bitmapPng(dots))).map(({ text }) => text).sort()
  expect(seen).toEqual(textsOf(label.page))
  expect(strayDots(dots, label.page)).toBe(0)
  for (const op of symbolsOf(label.page)) {
    expect(dotsInQuietZone(dots, op), op.element).toBe(0)
    const { x, y, width, height } = op
    expect(blackWithin(dots, op), op.element).toEqual({ x, y, width, height })
  }
}

describe.each(heads)('a printer of %i dots/mm that refuses every command it does not know', (dotsPerMm) => {
  const retail = [3, 4, 5].map((moduleDots) => retailLabel(dotsPerMm, moduleDots))
  const usual = [...usualLabels(dotsPerMm), testLabelOnCaseStock(dotsPerMm), ...retail]

  it.each(cross(usual, natives(dotsPerMm)))(
    'prints $name from $way.name with every symbol readable, where its bitmap would stand and as large',
    expectWhole,
  )

  it.each(cross(usual, pictures(dotsPerMm)))(
    'prints $name from $way.name dot for dot as laid out',
    (label) => {
      expect(differingDots(printed(label), drawPage(label.page))).toBe(0)
    },
  )
})

describe('hostile content', () => {
  it.each(cross(hostileLabels(8), natives(8)))('comes back whole: $name from $way.name', expectWhole)

  it.each(cross(hostileLabels(8), pictures(8)))('is drawn as laid out: $name from $way.name', (label) => {
    expect(differingDots(printed(label), drawPage(label.page))).toBe(0)
  })
})

describe('retail bars', () => {
  const said = (model: Way['model'], moduleDots: number) =>
    Buffer.from(encodeLabel(model, 'LOOP', retailLabel(8, moduleDots).page)).toString('latin1')

  it.each([
    [
      'ZPL',
      nativeWays(8).zpl,
      '^BY4^BEN,160,N,N^FD950600013435^FS',
      '^BY4,2.5^B2N,240,N,N,N^FD19506000134359^FS',
    ],
    ['TSPL', nativeWays(8).tspl, '"EAN13",160,0,0,4,4,"950600013435"', '"25",240,0,0,4,10,"19506000134359"'],
  ])('are the printer’s own in %s', (_, { model }, ean, itf) => {
    expect(said(model, 4)).toContain(ean)
    expect(said(model, 4)).toContain(itf)
  })

  it.each(natives(8))(
    'of an odd ratio are a picture in $name: only exact ones come out as laid out',
    ({ model }) => {
      expect(said(model, 3)).toContain('950600013435"'.slice(0, 12))
      expect(said(model, 3)).toMatch(/\^GF|BITMAP/)
      expect(said(model, 3)).not.toMatch(/\^B2|"25"/)
    },
  )
})

describe('a native job', () => {
  it.each([
    ['ZPL', nativeWays(8).zpl, [/\^BQN,2,4/], [/\^BCN/, /\^BXN,8,200,32,32/]],
    ['TSPL', nativeWays(8).tspl, [/QRCODE /], [/BARCODE /, /DMATRIX /]],
  ])(
    'has the printer’s own commands for every symbol in %s, and no picture of one',
    (_, { model }, unit, packed) => {
      const bytesOf = (index: number) => {
        const label = usualLabels(8)[index]
        return label ? Buffer.from(encodeLabel(model, 'LOOP', label.page)).toString('latin1') : ''
      }
      for (const command of unit) expect(bytesOf(0)).toMatch(command)
      for (const command of packed) expect(bytesOf(1)).toMatch(command)
    },
  )
})

describe('a native job without a picture of what it names', () => {
  const refuse = () => {
    throw new Error('drawn')
  }

  it.each([...natives(8), ...natives(12)])('is made without drawing it, in $name', ({ model }) => {
    for (const { page } of usualLabels(model.dotsPerMm).slice(0, 2)) {
      const ops = page.ops.map((op) => (op.op === 'symbol' ? { ...op, bitmap: refuse } : op))
      expect(encodeLabel(model, 'LOOP', { ...page, ops }).length).toBeGreaterThan(1000)
    }
  })
})

describe('the PIN', () => {
  const withPin = (pin: string | null) => unitPage({ pin })
  const pins = ['AAAAAAAAAA', '8888888888']

  it.each([...natives(8), ...pictures(8)])(
    'is printed within its panel and nowhere else, from $name',
    (way) => {
      const [one, other] = pins.map((pin) => printed({ name: pin, page: withPin(pin), way }))
      const panel = withPin(null).ops.find((op) => op.op === 'box' && op.element === 'panel')
      if (one === undefined || other === undefined || panel === undefined)
        throw new Error('nothing was printed')
      let [inside, outside] = [0, 0]
      for (let y = 0; y < one.height; y++) {
        for (let x = 0; x < one.width; x++) {
          if (dotAt(one, x, y) === dotAt(other, x, y)) continue
          const isInside =
            x > panel.x && x < panel.x + panel.width - 1 && y > panel.y && y < panel.y + panel.height - 1
          if (isInside) inside++
          else outside++
        }
      }
      expect(outside).toBe(0)
      expect(inside).toBeGreaterThan(100)
    },
  )

  it.each([...natives(8), ...pictures(8)])(
    'is spelled out at most once in the bytes of $name',
    ({ model }) => {
      const bytes = Buffer.from(encodeLabel(model, 'LOOP', withPin('5XK2M9RTQW'))).toString('latin1')
      expect(bytes.split('5XK2M-9RTQW').length - 1).toBe(model.native.text ? 1 : 0)
      expect(bytes).not.toContain('5XK2M9RTQW')
    },
  )
})
