import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { LabelContent } from '../../core/label/template/content.ts'
import { printerModels } from '../../drivers/printers/models.ts'
import { layOutLabel } from '../../drivers/render/lay-out-label.ts'
import { templateMedia } from '../../drivers/render/media.ts'
import { bitmapPng } from '../../drivers/render/png.ts'
import { drawPrintedCopy } from '../../drivers/render/printed-copy.ts'
import type { LabelJob } from '../store/labels.ts'
import { NO_SEAL } from '../templates/no-seal.ts'
import type { LabelSource } from './context.ts'
import { recordedLabel } from './label-record.ts'

/** The resolution a label was printed with, or will be: of the printer that had it last, else of the one that has its stock. */
function headOf({ store, dotsPerMm }: LabelSource, { job, kind }: LabelJob) {
  const model = store.attempts.modelOf(job)
  const row = Object.values(printerModels).find(({ id }) => id === model)
  return row?.dotsPerMm ?? dotsPerMm(kind)
}

const unsealed = (content: LabelContent): LabelContent =>
  content.kind === 'unit' ? { ...content, link: `${content.link}?s=${NO_SEAL}` } : content

/**
 * The picture of a label as printed, at the resolution of its printer, its PIN blanked, its seal with it, and
 * every other symbol crossed out: a screen can be scanned, and must not pass for the label whose doubt it is shown for. PNG bytes. Throws `label-not-found`,
 * `label-record-damaged`.
 */
export async function labelPicture(ctx: LabelSource, job: number): Promise<Uint8Array> {
  const label = ctx.store.labels.get(job)
  if (!label) throw new BondmarkError('label-not-found', { serial: String(job) })
  const { template, language, content } = recordedLabel(ctx, label)
  const media = templateMedia(template, headOf(ctx, label))
  return bitmapPng(drawPrintedCopy(layOutLabel(template, unsealed(content), media, language)))
}
