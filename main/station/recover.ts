import type { Failure } from '../../core/errors/bondmark-error.ts'
import { whyNoSerials } from '../serials/serial-for.ts'
import type { LabelJob } from '../store/labels.ts'
import type { StationContext } from './context.ts'
import { moveLabel } from './label-moves.ts'
import { stockOfLabel } from './label-record.ts'
import type { PendingPins } from './reserve-label.ts'
import { ssccsLeft } from './sscc.ts'
import { endLabel, giveUp, replaceLabel } from './void-label.ts'

/** Reasons that recovery gives; they do not count towards the supervisor's limit. */
export const RECOVERY = {
  neverSent: 'recovery: never sent',
  notPrinted: 'recovery: not printed',
  noSerial: 'recovery: no serial left',
} as const

/**
 * After a crash (FORMATS, "Flow of a unit"): what was only reserved has lost its PIN, so it is voided and its unit gets
 * a new serial; what was sent is uncertain until somebody reads the label or gives it up. Runs before anything else.
 */
export async function recoverLabels(
  ctx: StationContext,
  pins: PendingPins,
): Promise<{ voided: number; uncertain: number }> {
  const reserved = ctx.store.labels.inState('reserved')
  await ctx.pins.ensure(reserved.filter((job) => job.kind === 'unit').length)
  return ctx.store.transaction(() => {
    for (const job of reserved) {
      // The label of a case or pallet has lost no scratch code: without another number it goes out as it is.
      if (job.kind !== 'unit' && ssccsLeft(ctx).left === 0) continue
      startAnew(ctx, pins, job, RECOVERY.neverSent)
    }
    const sent = ctx.store.labels.inState('sent')
    const doubt: Failure = { code: 'label-doubt-restart', detail: {} }
    for (const job of sent) moveLabel(ctx, job, 'doubt', ctx.clock.now(), { doubt })
    ctx.store.attempts.endOpen(ctx.clock.now(), doubt)
    return { voided: reserved.length, uncertain: sent.length }
  })
}

/** Gives up an uncertain label that the printer's own record shows never came out whole. */
export async function reissue(ctx: StationContext, pins: PendingPins, job: LabelJob): Promise<void> {
  await ctx.pins.ensure(1)
  ctx.store.transaction(() => {
    startAnew(ctx, pins, job, RECOVERY.notPrinted)
  })
}

/** Another label for the same unit; where its brand's serials have ended meanwhile, it is given up, and its line says so. */
function startAnew(ctx: StationContext, pins: PendingPins, job: LabelJob, reason: string): void {
  if (job.kind === 'unit' && whyNoSerials(ctx, job.gtin, 1)) {
    giveUp(ctx, job, RECOVERY.noSerial)
    return
  }
  // Which printers there are is not known yet, and what is in one by then may have no approved template: the stock stays.
  const stock = stockOfLabel(ctx, job) ?? undefined
  endLabel(ctx, job, { reason, recovery: true })
  replaceLabel(ctx, pins, job, stock)
}
