import { encodeLabel } from '../../drivers/printers/encode-label.ts'
import type { Bitmap } from '../../drivers/render/bitmap.ts'
import { drawPage } from '../../drivers/render/draw-page.ts'
import { renderZplPng } from '../../drivers/simulators/reading-eye.ts'
import { readSymbols } from '../../drivers/simulators/symbol-eye.ts'
import { textsOf } from './loop-labels.ts'
import type { Way } from './loop-models.ts'
import { type MatrixLabel, wrongSymbol } from './matrix-labels.ts'
import { differingDots, dotsOfPng, strayDots } from './pictures.ts'
import { drawStrictly } from './strict-printer.ts'

interface Print {
  readonly by: string
  readonly dots: Bitmap
}

/** A job as a strict printer draws it and, where it is ZPL, as an independent renderer does. */
async function printsOf({ model }: Way, job: Uint8Array): Promise<Print[]> {
  const strict = { by: 'the strict printer', dots: drawStrictly(model, job) }
  if (model.language !== 'zpl') return [strict]
  const png = await renderZplPng(job, model.dotsPerMm)
  return [strict, { by: 'the independent renderer', dots: await dotsOfPng(png) }]
}

/**
 * Prints a label in one way, and reads what came out with an independent decoder: the same texts, modules and quiet zones as they
 * must be, nothing beside what was laid out; pictures dot for dot. Resolves to what is wrong; null when nothing is.
 */
export async function wrongWith(label: MatrixLabel, way: Way): Promise<string | null> {
  const { page } = label
  const expected = textsOf(page).join(' ')
  for (const { by, dots } of await printsOf(way, encodeLabel(way.model, 'LOOP', page))) {
    const read = (await readSymbols(dots)).map(({ text }) => text).sort()
    const wrong =
      (read.join(' ') === expected ? null : `it was read as ${JSON.stringify(read)}`) ??
      wrongSymbol(label, dots) ??
      (strayDots(dots, page) > 0 ? 'something is printed outside of every element' : null) ??
      (way.model.native.text || differingDots(dots, drawPage(page)) === 0 ? null : 'the picture differs')
    if (wrong !== null) return `${label.name}, ${way.name}, by ${by}: ${wrong}`
  }
  return null
}
