import { sealedLink } from '../../core/label/seal.ts'
import { encodeLabel } from '../../drivers/printers/encode-label.ts'
import type { PrinterModel } from '../../drivers/printers/models.ts'
import { layOutCaseLabel } from '../../drivers/render/case-layout.ts'
import type { CaseLabelContent, UnitLabelContent } from '../../drivers/render/label-document.ts'
import { caseMedia, unitMedia } from '../../drivers/render/media.ts'
import { layOutUnitLabel } from '../../drivers/render/unit-layout.ts'
import type { LabelJob } from '../store/labels.ts'
import { goodsInCase, goodsOnPallet } from './carrier-contents.ts'
import type { StationContext } from './context.ts'
import { planOf } from './planned-line.ts'
import { lineOf } from './reserve-label.ts'

/** What a unit's label says. `pin` null draws the panel blank: the form that screens and histories get. */
export function unitLabelContent(ctx: StationContext, job: LabelJob, pin: string | null): UnitLabelContent {
  const plan = plannedFor(ctx, job)
  const { publicKey, sign } = ctx.identity
  return {
    gtin: job.gtin,
    serial: job.serial,
    lot: job.lot,
    expiry: plan.expiry,
    nameEn: plan.nameEn,
    nameZh: plan.nameZh,
    originCountryCode: plan.origin,
    link: sealedLink({
      resolverHost: ctx.profile.resolverHost,
      gtin14: job.gtin,
      serial: job.serial,
      publicKey,
      sign,
    }),
    pin,
    training: ctx.profile.training,
  }
}

export function caseLabelContent(ctx: StationContext, job: LabelJob): CaseLabelContent {
  const plan = plannedFor(ctx, job)
  const packed = ctx.store.cases.bySscc(job.serial)
  const built = ctx.store.pallets.bySscc(job.serial)
  const goods = packed ? goodsInCase(ctx, packed.number) : built ? goodsOnPallet(ctx, built.number) : []
  const isMixed = goods.length > 1
  return {
    sscc: job.serial,
    gtin: job.gtin,
    lot: isMixed ? 'MIXED' : job.lot,
    expiry: plan.expiry,
    count: goods.reduce((sum, { units }) => sum + units, 0),
    nameEn: isMixed ? `Mixed goods of ${goods.length} lines` : plan.nameEn,
    nameZh: isMixed ? `混装 ${goods.length} 行` : plan.nameZh,
    training: ctx.profile.training,
  }
}

/** The job in the language of the printer's model, one label. Throws `label-does-not-fit`. */
export function labelBytes(
  ctx: StationContext,
  job: LabelJob,
  pin: string | null,
  model: PrinterModel,
): Uint8Array {
  const page =
    job.kind === 'unit'
      ? layOutUnitLabel(unitLabelContent(ctx, job, pin), unitMedia(model.dotsPerMm))
      : layOutCaseLabel(caseLabelContent(ctx, job), caseMedia(model.dotsPerMm))
  return encodeLabel(model, job.serial, page)
}

function plannedFor(ctx: StationContext, job: LabelJob) {
  const line = ctx.store.plans.line(lineOf(job))
  if (!line) throw new Error(`label ${job.job} names a line that is gone`)
  return planOf(line)
}
