import { caseContent, palletContent, unitContent } from '../../core/label/template/content.stub.ts'
import type { LabelContent } from '../../core/label/template/content.ts'
import { type LabelKind, type LabelLanguage, labelLanguages } from '../../core/label/template/label-kind.ts'
import { shippedTemplates } from '../../core/label/template/shipped.ts'
import type { LabelTemplate } from '../../core/label/template/template-schema.ts'
import { type Bitmap, dotAt } from '../../drivers/render/bitmap.ts'
import type { SymbolOp } from '../../drivers/render/draw-ops.ts'
import { layOutLabel } from '../../drivers/render/lay-out-label.ts'
import { type DotsPerMm, dotsOf, dpiOf, templateMedia } from '../../drivers/render/media.ts'
import { dotsInQuietZone } from '../../drivers/render/quiet-zones.stub.ts'
import { type LoopLabel, symbolsOf } from './loop-labels.ts'
import { blackWithin } from './pictures.ts'

/** A label of one shipped document, for one head and in one language. */
export interface MatrixLabel extends LoopLabel {
  readonly template: LabelTemplate
  readonly dotsPerMm: DotsPerMm
  readonly language: LabelLanguage
}

/** The second name of a product, in the words of its buyers: the first one is Chinese everywhere. */
const names: Record<LabelLanguage, string> = {
  en: unitContent.nameEn,
  'zh-CN': unitContent.nameEn,
  ja: 'ゴールデンパスチャー「はじめの一歩」調製粉乳 900 g 缶',
  ko: '골든패스처 유기농 조제분유 1단계 900 g 캔',
}

/** Labels of the training day, with the product named in the label's language. */
const contents: Record<LabelKind, (language: LabelLanguage) => LabelContent> = {
  unit: (language) => ({ ...unitContent, nameEn: names[language] }),
  case: (language) => ({
    ...caseContent,
    contents: caseContent.contents.map((line) => ({ ...line, nameEn: names[language] })),
  }),
  pallet: (language) => ({
    ...palletContent,
    contents: palletContent.contents.map((line) => ({ ...line, nameEn: names[language] })),
  }),
}

const heads: readonly DotsPerMm[] = [8, 12, 24]

function label(template: LabelTemplate, dotsPerMm: DotsPerMm, language: LabelLanguage): MatrixLabel {
  const media = templateMedia(template, dotsPerMm)
  const page = layOutLabel(template, contents[template.kind](language), media, language)
  const name = `${template.name}-${template.version}-${dpiOf(dotsPerMm)}-${language}`
  return { name, page, template, dotsPerMm, language }
}

/** What there is: every shipped document, head and language. Laid out when it is asked for. */
export const matrix: readonly { readonly name: string; readonly make: () => MatrixLabel }[] =
  shippedTemplates.flatMap((template) =>
    heads.flatMap((dotsPerMm) =>
      labelLanguages.map((language) => ({
        name: `${template.name}-${template.version}-${dpiOf(dotsPerMm)}-${language}`,
        make: () => label(template, dotsPerMm, language),
      })),
    ),
  )

/** Its picture as it was when people looked at it. */
export const matrixFile = (name: string): URL =>
  new URL(`../../fixtures/labels/documents/${name}.png`, import.meta.url)

/** Least module of each document's symbols, in millimetres: the floors of FORMATS and GS1, written down a second time. */
const floorsMm: Readonly<Record<string, Partial<Record<SymbolOp['symbology'], number>>>> = {
  'unit-60x40': { qr: 0.423 },
  // An exception on record: three dots at 203 dpi.
  'unit-40x30': { qr: 0.37 },
  'case-100x150': { 'gs1-128': 0.495, 'gs1-datamatrix': 0.742 },
  'pallet-100x150': { 'gs1-128': 0.495, 'gs1-datamatrix': 0.742 },
}

/** What is wrong with a label's symbols as they were printed, dot by dot; null when nothing is. */
export function wrongSymbol({ page, template, dotsPerMm }: MatrixLabel, printed: Bitmap): string | null {
  for (const op of symbolsOf(page)) {
    const { element, symbology, moduleDots, x, y, width, height } = op
    const floor = floorsMm[template.name]?.[symbology]
    if (floor === undefined || moduleDots < dotsOf(floor, dotsPerMm) - 0.001)
      return `${element}: a module of ${moduleDots} dots, and ${floor} mm is the least`
    if (dotsInQuietZone(printed, op) > 0) return `${element}: its quiet zone is not white`
    const black = blackWithin(printed, op)
    if (JSON.stringify(black) !== JSON.stringify({ x, y, width, height }))
      return `${element}: it stands at ${JSON.stringify(black)}`
    if (narrowest(printed, op) < moduleDots) return `${element}: something in it is narrower than a module`
  }
  return null
}

/** The shortest run of black or white across a symbol. */
function narrowest(printed: Bitmap, { x, y, width, height }: SymbolOp): number {
  let least = width
  for (let row = y; row < y + height; row++) {
    let run = 0
    for (let column = x; column < x + width; column++) {
      if (column > x && dotAt(printed, column, row) !== dotAt(printed, column - 1, row)) {
        least = Math.min(least, run)
        run = 0
      }
      run++
    }
    least = Math.min(least, run)
  }
  return least
}
