import type { Failure } from '../../core/errors/bondmark-error.ts'
import { unitEpc } from '../../core/gs1/epc.ts'
import type { LabelJob } from '../store/labels.ts'
import { appendEvent } from './append-statement.ts'
import type { StationContext } from './context.ts'
import type { Desk } from './desk.ts'
import { moveLabel } from './label-moves.ts'
import { commissioningOf } from './line-events.ts'
import { whyNotLine, whyNotUnit } from './lives.ts'
import { type Outcome, refused, say, stop } from './outcome.ts'
import { checkOwnSeal } from './own-seal.ts'
import { packUnit } from './pack-unit.ts'
import { lineOf } from './reserve-label.ts'

/**
 * One of our unit labels under the scanner (FORMATS, "Flow of a unit" 4–6): binding, seal, then commissioning; into the
 * open case when it is one of this line.
 */
export function scanUnitLabel(ctx: StationContext, desk: Desk, job: LabelJob, text: string): Outcome {
  const seal = checkOwnSeal(ctx, text)
  if (!seal.ok) return stop(say(seal.code, seal.detail), say('next-set-aside'))
  if (job.state === 'voided')
    return stop(say('label-voided', { serial: job.serial }), say('next-destroy-label'))
  if (job.state === 'reserved')
    return stop(say('label-not-printed', { serial: job.serial }), say('next-set-aside'))
  const verifiedNow = job.state !== 'verified'
  if (verifiedNow) {
    // The costliest mistake there is: a label on goods it does not speak of.
    if (desk.binding?.gtin !== job.gtin) {
      return stop(
        say('label-other-product', {
          gtin: job.gtin,
          binding: desk.binding?.gtin ?? '–',
          serial: job.serial,
        }),
        say('next-take-label-off', { gtin: job.gtin }),
      )
    }
    // After a STOP nobody can be sure what is in hand: the goods come first, then their label.
    if (desk.rebind) return refused(say('goods-first', { gtin: job.gtin }), say('next-scan-goods-then-label'))
    const impossible = commission(ctx, job)
    if (impossible) return stop(impossible, say('next-set-aside'))
  }
  return packUnit(ctx, job, verifiedNow)
}

/** The unit's life begins, unless its own or its line's says that it can't; then nothing is stated, and the reason answered. */
function commission(ctx: StationContext, job: LabelJob): Failure | null {
  const { store, clock } = ctx
  const t = clock.now()
  const line = store.plans.line(lineOf(job))
  if (!line) throw new Error(`label ${job.job} names a line that is gone`)
  const impossible = whyNotUnit(ctx, job, 'commission') ?? whyNotLine(line, 'label')
  if (impossible) return impossible
  moveLabel(ctx, job, 'scan-back', t)
  const binding = job.binding === null ? undefined : store.statements.get(job.binding)?.id
  if (!binding) throw new Error(`label ${job.job} is bound to no goods scan`)
  appendEvent(ctx, commissioningOf(ctx, line, t, job, binding), t, [unitEpc(job.gtin, job.serial)])
  store.plans.add(lineOf(job), 'labeled', 1)
  return null
}
