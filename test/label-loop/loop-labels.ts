import { unitContent } from '../../core/label/template/content.stub.ts'
import type { LabelPage, SymbolOp } from '../../drivers/render/draw-ops.ts'
import { ean13Ops } from '../../drivers/render/ean-13.ts'
import { itf14Ops } from '../../drivers/render/itf-14.ts'
import { casePage, unitPage } from '../../drivers/render/label-page.stub.ts'
import { caseMedia, type DotsPerMm, unitMedia } from '../../drivers/render/media.ts'
import { layOutTestLabel } from '../../drivers/render/test-label.ts'

/** A label that goes round the loop. */
export interface LoopLabel {
  readonly name: string
  readonly page: LabelPage
}

const testLabel = {
  printer: '一号打印机 Line 1',
  model: 'Any model',
  date: '2026-11-25 16:30',
  training: true,
}

const unit = (dotsPerMm: DotsPerMm, change: Parameters<typeof unitPage>[0] = {}): LabelPage =>
  unitPage(change, dotsPerMm)
const packed = (dotsPerMm: DotsPerMm, change: Parameters<typeof casePage>[0] = {}): LabelPage =>
  casePage(change, dotsPerMm)

/** One of each label. */
export const usualLabels = (dotsPerMm: DotsPerMm): LoopLabel[] => [
  { name: 'a unit label', page: unit(dotsPerMm) },
  { name: 'a case label', page: packed(dotsPerMm) },
  { name: 'a test label', page: layOutTestLabel(testLabel, unitMedia(dotsPerMm)) },
]

export const testLabelOnCaseStock = (dotsPerMm: DotsPerMm): LoopLabel => ({
  name: 'a test label on case stock',
  page: layOutTestLabel(testLabel, caseMedia(dotsPerMm)),
})

/** Bars of retail: an EAN-13 and an ITF-14, in modules of `moduleDots`. */
export const retailLabel = (dotsPerMm: DotsPerMm, moduleDots: number): LoopLabel => {
  const place = (element: string, y: number) => ({ element, x: 14 * moduleDots, y, moduleDots })
  return {
    name: `retail bars of ${moduleDots} dots a module`,
    page: {
      media: caseMedia(dotsPerMm),
      ops: [
        ...ean13Ops(place('ean', 20), '9506000134352', 40 * moduleDots),
        ...itf14Ops(place('itf', 20 + 60 * moduleDots), '19506000134359', 60 * moduleDots),
      ],
    },
  }
}

/** Content that encoders stumble on: letters that are commands elsewhere, the widest and longest, rare ideographs. */
export const hostileLabels = (dotsPerMm: DotsPerMm): LoopLabel[] => [
  { name: 'a unit of a lot of command signs', page: unit(dotsPerMm, { lot: '^XA~JA_1E>8"\\,%' }) },
  { name: 'a unit of wide letters', page: unit(dotsPerMm, { serial: 'WMWMWMWMWMWMWMW', pin: 'WWWWWWWWWW' }) },
  {
    name: 'a unit of a long resolver and rare ideographs',
    page: unit(dotsPerMm, {
      link: unitContent.link.replace('verify.bondmark.example', 'verify.of.a.very.long.consortium.example'),
      nameZh: '龘镕堃㐀䶵'.repeat(20),
      lot: 'A',
    }),
  },
  // GS1 set 82 alone: what may stand in (10).
  { name: 'a case of a lot of signs', page: packed(dotsPerMm, { lot: '_1>8>0"%&\'()*+,-./:;' }) },
  { name: 'a case of a lot that reads on as elements', page: packed(dotsPerMm, { lot: '<=>?!_00!102' }) },
  {
    name: 'a case of a lot of odd digits',
    page: packed(dotsPerMm, { lot: '1234567890123456789', quantity: 99_999_999 }),
  },
  { name: 'a case of mixed letters', page: packed(dotsPerMm, { lot: 'aB3dE5gH7jK9mN1pQ3sT', quantity: 7 }) },
  {
    name: 'a case of the longest lot of digits',
    page: packed(dotsPerMm, { lot: '0'.repeat(20), quantity: 123 }),
  },
]

const aim: Record<SymbolOp['symbology'], string> = {
  qr: ']Q1',
  'gs1-datamatrix': ']d2',
  'gs1-128': ']C1',
  'ean-13': ']E0',
  'itf-14': ']I1',
}

export const symbolsOf = ({ ops }: LabelPage): SymbolOp[] =>
  ops.filter((op): op is SymbolOp => op.op === 'symbol')

/** What a scanner must send of a page, sorted: AIM id and text, GS kept. */
export const textsOf = (page: LabelPage): string[] =>
  symbolsOf(page)
    .map(({ symbology, text }) => aim[symbology] + text)
    .sort()
