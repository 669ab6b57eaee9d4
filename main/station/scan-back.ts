import type { Failure } from '../../core/errors/bondmark-error.ts'
import { unitEpc } from '../../core/gs1/epc.ts'
import { situationOfSeal } from '../../core/label/label-stops.ts'
import type { LabelJob } from '../store/labels.ts'
import { NO_SEAL } from '../templates/no-seal.ts'
import { appendEvent } from './append-statement.ts'
import type { StationContext } from './context.ts'
import type { Desk } from './desk.ts'
import { moveLabel } from './label-moves.ts'
import { whyNotAlive, whyNotNow } from './label-situation.ts'
import { stopFor } from './label-stop.ts'
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
  if (text.endsWith(`?s=${NO_SEAL}`)) return stopFor('picture', { serial: job.serial })
  // A scanner that catches the small code beside it has read no seal: nothing is wrong yet, and nothing is taken.
  if (!text.startsWith('https://'))
    return refused(say('label-without-seal', { serial: job.serial }), say('next-scan-seal'))
  const seal = checkOwnSeal(ctx, text)
  if (!seal.ok)
    return stopFor(situationOfSeal(seal.code), { gtin: job.gtin, serial: job.serial, ...seal.detail })
  const ended = whyNotAlive(ctx, job)
  if (ended) return ended
  const verifiedNow = job.state !== 'verified'
  if (verifiedNow) {
    const wrong = whyNotNow(ctx, desk, job)
    if (wrong) return wrong
    const impossible = commission(ctx, job)
    if (impossible) return stop(impossible, say('next-set-aside'))
  }
  return packUnit(ctx, desk, job, verifiedNow)
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
