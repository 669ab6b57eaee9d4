import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { LabelContent } from '../../core/label/template/content.ts'
import { valuesOf } from '../../core/label/template/fields.ts'
import type { LabelLanguage } from '../../core/label/template/label-kind.ts'
import { templateId } from '../../core/label/template/template-hash.ts'
import type { LabelTemplate } from '../../core/label/template/template-schema.ts'
import { layOutCaseLabel } from './case-layout.ts'
import type { LabelPage } from './draw-ops.ts'
import { type Media, templateMedia } from './media.ts'
import { layOutUnitLabel } from './unit-layout.ts'

/**
 * Lays out a label as its document says, for the stock and head that it is printed on. For as long as documents are not
 * yet interpreted, the two templates in use go through the layouts that they describe, and others are refused.
 */
export function layOutLabel(
  template: LabelTemplate,
  content: LabelContent,
  media: Media,
  _language: LabelLanguage,
): LabelPage {
  const id = templateId(template)
  if (media.id !== templateMedia(template, media.dotsPerMm).id)
    throw new BondmarkError('label-stock-wrong', { template: id, stock: media.id })
  if (content.kind === 'unit' && id === 'unit-60x40/1') {
    const { kind: _, originZh, ...rest } = content
    return layOutUnitLabel({ ...rest, ...(originZh === undefined ? {} : { originZh }) }, media)
  }
  const [line] = content.kind === 'case' ? content.contents : []
  if (content.kind === 'case' && line && valuesOf(content).mixed === false && id === 'case-100x150/1') {
    const { quantity: _, ...what } = line
    const count = content.contents.reduce((sum, { quantity }) => sum + quantity, 0)
    return layOutCaseLabel({ ...what, count, sscc: content.sscc, training: content.training }, media)
  }
  throw new BondmarkError('label-content-invalid', { element: id })
}
