import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { previewCaseLabelPng, previewUnitLabelPng } from '../../drivers/render/preview.ts'
import type { StationContext } from './context.ts'
import { caseLabelContent, unitLabelContent } from './label-bytes.ts'

/** As many characters as a seal has, none of which any key has signed. */
const NO_SEAL = 'A'.repeat(91)

/**
 * The picture of a label as printed, its PIN blanked and its seal with it: a screen can be scanned, and must not pass for
 * the label whose doubt it is shown for. PNG bytes. Throws `label-not-found`.
 */
export async function labelPicture(ctx: StationContext, job: number): Promise<Uint8Array> {
  const label = ctx.store.labels.get(job)
  if (!label) throw new BondmarkError('label-not-found', { serial: String(job) })
  if (label.kind !== 'unit') return previewCaseLabelPng(caseLabelContent(ctx, label))
  const content = unitLabelContent(ctx, label, null)
  return previewUnitLabelPng({ ...content, link: content.link.replace(/(\?s=).+$/, `$1${NO_SEAL}`) })
}
