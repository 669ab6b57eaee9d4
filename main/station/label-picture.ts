import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { previewCaseLabelPng, previewUnitLabelPng } from '../../drivers/render/preview.ts'
import type { StationContext } from './context.ts'
import { caseLabelContent, unitLabelContent } from './label-bytes.ts'

/** The picture of a label as printed, its PIN blanked: PNG bytes. Throws `label-not-found`. */
export async function labelPicture(ctx: StationContext, job: number): Promise<Uint8Array> {
  const label = ctx.store.labels.get(job)
  if (!label) throw new BondmarkError('label-not-found', { serial: String(job) })
  return label.kind === 'unit'
    ? previewUnitLabelPng(unitLabelContent(ctx, label, null))
    : previewCaseLabelPng(caseLabelContent(ctx, label))
}
