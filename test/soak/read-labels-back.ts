import { encodeLabel } from '../../drivers/printers/encode-label.ts'
import { drawPage } from '../../drivers/render/draw-page.ts'
import type { DotsPerMm } from '../../drivers/render/media.ts'
import { bitmapPng } from '../../drivers/render/png.ts'
import { dotsInQuietZone } from '../../drivers/render/quiet-zones.stub.ts'
import { readLabels } from '../../drivers/simulators/reading-eye.ts'
import { readSymbols } from '../../drivers/simulators/symbol-eye.ts'
import { damagedPrint } from '../label-loop/damaged-print.ts'
import { type LoopLabel, symbolsOf, textsOf } from '../label-loop/loop-labels.ts'
import { nativeWays, pictureWays, type Way } from '../label-loop/loop-models.ts'
import { differingDots } from '../label-loop/pictures.ts'
import { randomLabel } from '../label-loop/random-labels.ts'
import { drawStrictly } from '../label-loop/strict-printer.ts'
import { seededRandom } from '../shift/seeded-random.ts'
import type { Soak } from './form.ts'

const heads: readonly DotsPerMm[] = [8, 12, 24]
const shownEvery = 50

/** What is wrong with a label printed in one way; null when nothing is. */
async function wrongWith({ page }: LoopLabel, { model }: Way): Promise<string | null> {
  const expected = textsOf(page).join(' ')
  const job = encodeLabel(model, 'SOAK', page)
  const dots = drawStrictly(model, job)
  const read = (await readSymbols(bitmapPng(dots))).map(({ text }) => text).sort()
  if (read.join(' ') !== expected) return `the strict printer's was read as ${JSON.stringify(read)}`
  if (symbolsOf(page).some((op) => dotsInQuietZone(dots, op) > 0)) return 'a quiet zone is not white'
  if (!model.native.text && differingDots(dots, drawPage(page)) > 0) return 'a picture differs'
  if (model.language !== 'zpl') return null
  const seen = (await readLabels(job, model.dotsPerMm)).sort()
  return seen.join(' ') === expected ? null : `the renderer's was read as ${JSON.stringify(seen)}`
}

const damageOf = (dotsPerMm: DotsPerMm) => ({
  noise: 0.02,
  deadDots: 1,
  blur: Math.round(dotsPerMm / 8),
})

/** A bad print of a label: how many of its symbols are read, and what is read that is not on it. */
async function readDamaged({ page }: LoopLabel, random: () => number) {
  const expected = textsOf(page)
  const print = damagedPrint(drawPage(page), damageOf(page.media.dotsPerMm), random)
  const seen = (await readSymbols(print)).map(({ text }) => text)
  return {
    symbols: expected.length,
    read: expected.filter((text) => seen.includes(text)).length,
    misread: seen.filter((text) => !expected.includes(text)),
  }
}

/**
 * Prints labels of random content in every way, on heads in turn, and reads them back; then a bad print of each, of which
 * a symbol may stay unread but none may be read as another.
 */
export const readLabelsBack: Soak = async (labels, seed) => {
  const random = seededRandom(seed)
  let harmed = 0
  const bad = { symbols: 0, read: 0 }
  for (let n = 1; n <= labels; n++) {
    const dotsPerMm = heads[n % heads.length] ?? 8
    const label = randomLabel(random, dotsPerMm)
    const { zpl, tspl } = pictureWays(dotsPerMm)
    for (const way of [...Object.values(nativeWays(dotsPerMm)), ...zpl, tspl]) {
      const wrong = await wrongWith(label, way).catch((error: unknown) => String(error))
      if (wrong === null) continue
      harmed++
      console.log(`${n}/${labels}  ${label.name} at ${dotsPerMm} dots/mm, ${way.name}: WRONG, ${wrong}`)
    }
    const { symbols, read, misread } = await readDamaged(label, random)
    bad.symbols += symbols
    bad.read += read
    if (misread.length > 0) {
      harmed++
      console.log(`${n}/${labels}  ${label.name} at ${dotsPerMm} dots/mm, damaged: MISREAD as ${misread}`)
    }
    if (n % shownEvery === 0 || n === labels) console.log(`${n}/${labels}  labels read back`)
  }
  console.log(`of bad prints ${bad.read} of ${bad.symbols} symbols were read, with 2 % noise and a dead dot`)
  console.log(`${labels} labels in five ways with seed ${seed}: ${harmed} came back wrong`)
  return harmed
}
