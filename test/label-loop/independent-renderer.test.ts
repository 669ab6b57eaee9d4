import { describe, expect, it } from 'vitest'
import { encodeLabel } from '../../drivers/printers/encode-label.ts'
import type { LabelPage } from '../../drivers/render/draw-ops.ts'
import { drawPage } from '../../drivers/render/draw-page.ts'
import type { DotsPerMm } from '../../drivers/render/media.ts'
import { dotsInQuietZone } from '../../drivers/render/quiet-zones.stub.ts'
import { renderZplPng } from '../../drivers/simulators/reading-eye.ts'
import { readSymbols } from '../../drivers/simulators/symbol-eye.ts'
import { hostileLabels, retailLabel, symbolsOf, textsOf, usualLabels } from './loop-labels.ts'
import { nativeWays, pictureWays, type Way } from './loop-models.ts'
import { blackWithin, differingDots, dotsOfPng, strayDots } from './pictures.ts'

async function printed({ model }: Way, page: LabelPage) {
  const png = await renderZplPng(encodeLabel(model, 'LOOP', page), model.dotsPerMm)
  return { png, dots: await dotsOfPng(png) }
}
const read = async (png: Uint8Array) => (await readSymbols(png)).map(({ text }) => text).sort()

describe.each<DotsPerMm>([8, 12])(
  'ZPL at %i dots/mm, drawn by an independent renderer and read by an independent decoder',
  (dotsPerMm) => {
    const native = nativeWays(dotsPerMm).zpl
    const pictures = pictureWays(dotsPerMm).zpl
    const usual = [...usualLabels(dotsPerMm), retailLabel(dotsPerMm, dotsPerMm / 2)]

    it.each(usual)(
      'gives back every symbol of $name from native commands, where a bitmap would stand and as large',
      async ({ page }) => {
        const { png, dots } = await printed(native, page)
        expect(await read(png)).toEqual(textsOf(page))
        for (const op of symbolsOf(page)) {
          expect(dotsInQuietZone(dots, op), op.element).toBe(0)
          const { x, y, width, height } = op
          expect(blackWithin(dots, op), op.element).toEqual({ x, y, width, height })
        }
      },
    )

    it.each(usual.flatMap((label) => pictures.map((way) => ({ ...label, way }))))(
      'gives back every symbol of $name from $way.name, dot for dot as laid out',
      async ({ page, way }) => {
        const { png, dots } = await printed(way, page)
        expect(differingDots(dots, drawPage(page))).toBe(0)
        expect(await read(png)).toEqual(textsOf(page))
      },
    )
  },
)

describe('ZPL with hostile content', () => {
  it.each(hostileLabels(8))('gives back every symbol of $name from native commands', async ({ page }) => {
    const { png, dots } = await printed(nativeWays(8).zpl, page)
    expect(await read(png)).toEqual(textsOf(page))
    expect(strayDots(dots, page)).toBe(0)
  })
})
