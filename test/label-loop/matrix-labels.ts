import { caseContent, palletContent, unitContent } from '../../core/label/template/content.stub.ts'
import type { LabelContent } from '../../core/label/template/content.ts'
import { type LabelKind, type LabelLanguage, labelLanguages } from '../../core/label/template/label-kind.ts'
import { shippedTemplates } from '../../core/label/template/shipped.ts'
import type { LabelTemplate } from '../../core/label/template/template-schema.ts'
import { layOutLabel } from '../../drivers/render/lay-out-label.ts'
import { type DotsPerMm, dpiOf, templateMedia } from '../../drivers/render/media.ts'
import type { LoopLabel } from './loop-labels.ts'

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
