import { type Media, unitMedia } from '../../render/draw-ops.ts'
import type { UnitLabelContent } from '../../render/label-document.ts'
import { layOutUnitLabel } from '../../render/unit-layout.ts'
import { zplJob } from './zpl-job.ts'

/**
 * A unit's label in ZPL II. The bytes hold the PIN: they go to the printer and, outside training, nowhere else.
 * Throws `label-does-not-fit` or `label-content-invalid`, naming the element.
 */
export function encodeUnitLabelZpl(content: UnitLabelContent, media: Media = unitMedia): Uint8Array {
  return zplJob(content.serial, layOutUnitLabel(content, media), media)
}
