import { goodsOnHold } from '../release/goods-on-hold.ts'
import { whyHeld } from '../release/why-held.ts'
import type { LabelJob } from '../store/labels.ts'
import { whyNotOfCase } from './cases.ts'
import type { StationContext } from './context.ts'
import type { Desk } from './desk.ts'
import { doubleLabel } from './label-situation.ts'
import { whyNotCase, whyNotUnit } from './lives.ts'
import { accepted, type Outcome, say, stop } from './outcome.ts'
import { lineOf } from './reserve-label.ts'

/**
 * A verified unit label under the scanner: into the open case, where it belongs there. `verifiedNow`: by this very scan,
 * which counts whether or not there is a case for it.
 */
export function packUnit(ctx: StationContext, desk: Desk, job: LabelJob, verifiedNow: boolean): Outcome {
  const { store } = ctx
  const open = store.cases.opened()
  const already = store.cases.caseOf(job.job)
  const foreign = open && whyNotOfCase(ctx, open, job)
  const left = store.labels.outstanding().filter((other) => other.kind === 'unit').length
  const line = store.plans.line(lineOf(job))
  const why = line ? whyHeld(store, line) : []
  const next = left > 0 ? say('next-scan-label') : say('next-scan-goods')
  if (!open || already || (verifiedNow && foreign)) {
    if (!verifiedNow) return doubleLabel(ctx, desk, job)
    // The label is on it for good; where the unit goes is not where the others go.
    const there = why.length > 0 ? say('next-inspection-area') : next
    return accepted(say('label-verified', { serial: job.serial }), there, 'verified')
  }
  if (foreign) return stop(foreign, say('next-set-aside'))
  if (open.units >= open.capacity) {
    // The label is verified all the same: only the box is full.
    return stop(say('case-is-full', { units: open.units, capacity: open.capacity }), say('next-close-case'))
  }
  // What was held since it was labeled goes to the inspection area, not into a case.
  if (line && why.length > 0) return goodsOnHold(line, why)
  const impossible = whyNotUnit(ctx, job, 'pack') ?? whyNotCase(ctx, open, 'add')
  if (impossible) return stop(impossible, say('next-set-aside'))
  store.cases.put(open.number, job.job)
  const units = open.units + 1
  return accepted(
    say('unit-packed', { serial: job.serial, case: open.number, units, capacity: open.capacity }),
    units === open.capacity ? say('next-close-case') : next,
    'packed',
  )
}
