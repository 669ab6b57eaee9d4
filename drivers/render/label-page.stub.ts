import { caseContent, unitContent } from '../../core/label/template/content.stub.ts'
import type { CaseContent, ContentsLine, UnitContent } from '../../core/label/template/content.ts'
import { case100x150, unit60x40 } from '../../core/label/template/shipped.ts'
import type { LabelPage } from './draw-ops.ts'
import { layOutLabel } from './lay-out-label.ts'
import { type DotsPerMm, templateMedia } from './media.ts'

/** A unit label as the training day prints it, with what a test changes of it. */
export const unitPage = (change: Partial<UnitContent> = {}, dotsPerMm: DotsPerMm = 8): LabelPage =>
  layOutLabel(unit60x40, { ...unitContent, ...change }, templateMedia(unit60x40, dotsPerMm), 'zh-CN')

const [line] = caseContent.contents

/** A label of a case of one product, with what a test changes of it or of what is inside. */
export function casePage(
  { sscc, training, ...inside }: Partial<Pick<CaseContent, 'sscc' | 'training'> & ContentsLine> = {},
  dotsPerMm: DotsPerMm = 8,
): LabelPage {
  if (line === undefined) throw new Error('the sample case is empty')
  const content: CaseContent = {
    ...caseContent,
    contents: [{ ...line, ...inside }],
    ...(sscc === undefined ? {} : { sscc }),
    ...(training === undefined ? {} : { training }),
  }
  return layOutLabel(case100x150, content, templateMedia(case100x150, dotsPerMm), 'zh-CN')
}
