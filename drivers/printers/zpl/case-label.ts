import { layOutCaseLabel } from '../../render/case-layout.ts'
import { caseMedia, type Media } from '../../render/draw-ops.ts'
import type { CaseLabelContent } from '../../render/label-document.ts'
import { zplJob } from './zpl-job.ts'

/** A case's label in ZPL II. Throws `label-does-not-fit` or `label-content-invalid`, naming the element. */
export function encodeCaseLabelZpl(content: CaseLabelContent, media: Media = caseMedia): Uint8Array {
  return zplJob(content.sscc, layOutCaseLabel(content, media), media)
}
