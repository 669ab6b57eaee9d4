import { encodeLabel } from '../../drivers/printers/encode-label.ts'
import type { PrinterModel } from '../../drivers/printers/models.ts'
import { layOutLabel } from '../../drivers/render/lay-out-label.ts'
import { templateMedia } from '../../drivers/render/media.ts'
import type { LabelJob } from '../store/labels.ts'
import type { StationContext } from './context.ts'
import { recordedLabel, sealedContent } from './label-record.ts'

/**
 * The job in the language of the printer's model, one label. `pin` null covers the scratch panel. Throws
 * `label-does-not-fit` and the layout's other refusals, `label-record-damaged`.
 */
export function labelBytes(
  ctx: StationContext,
  job: LabelJob,
  pin: string | null,
  model: PrinterModel,
): Uint8Array {
  const { template, language, content } = recordedLabel(ctx, job)
  const media = templateMedia(template, model.dotsPerMm)
  return encodeLabel(
    model,
    job.serial,
    layOutLabel(template, sealedContent(ctx, content, pin), media, language),
  )
}
