import type { Failure } from '../../core/errors/bondmark-error.ts'
import { ssccEpc, unitEpc } from '../../core/gs1/epc.ts'
import type { LabelJob } from '../store/labels.ts'
import { appendEvent } from './append-statement.ts'
import type { StationContext } from './context.ts'
import type { Desk } from './desk.ts'
import { moveLabel } from './label-moves.ts'
import { commissioningOf, packingOf } from './line-events.ts'
import { whyNotCase, whyNotInCase, whyNotLine, whyNotUnit } from './lives.ts'
import { accepted, duplicate, type Outcome, refused, say, stop } from './outcome.ts'
import { checkOwnSeal } from './own-seal.ts'
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
  return packOrSay(ctx, job, verifiedNow)
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

function packOrSay(ctx: StationContext, job: LabelJob, verifiedNow: boolean): Outcome {
  const { store } = ctx
  const open = store.cases.opened()
  const already = store.cases.caseOf(job.job)
  const mine = open && open.asn === job.asn && open.line === job.line && open.lot === job.lot
  const left = store.labels.outstanding().filter((other) => other.kind === 'unit').length
  const next = left > 0 ? say('next-scan-label') : say('next-scan-goods')
  if (!open || already || (verifiedNow && !mine)) {
    // A printer in doubt may have put out a second paper (decision 0032): only one of the two counts.
    if (!verifiedNow && job.doubt !== null)
      return stop(say('label-seen-before', { serial: job.serial }), say('next-destroy-second'))
    if (!verifiedNow)
      return already
        ? duplicate(say('unit-already-packed', { serial: job.serial, case: already.number }))
        : duplicate(say('label-already-verified', { serial: job.serial }), say('next-destroy-second'))
    return accepted(say('label-verified', { serial: job.serial }), next, 'verified')
  }
  if (!mine)
    return stop(
      say('case-other-line', { serial: job.serial, asn: open.asn, line: open.line, lot: open.lot }),
      say('next-set-aside'),
    )
  if (open.units >= open.capacity) {
    // The label is verified all the same: only the box is full.
    return stop(say('case-is-full', { units: open.units, capacity: open.capacity }), say('next-close-case'))
  }
  const impossible = whyNotUnit(ctx, job, 'pack') ?? whyNotCase(open, 'add')
  if (impossible) return stop(impossible, say('next-set-aside'))
  store.cases.put(open.number, job.job)
  const units = open.units + 1
  return accepted(
    say('unit-packed', { serial: job.serial, case: open.number, units, capacity: open.capacity }),
    units === open.capacity ? say('next-close-case') : next,
    'packed',
  )
}

/** The SSCC label of a case that was closed here: the aggregation event. */
export function scanCaseLabel(ctx: StationContext, job: LabelJob): Outcome {
  const { store, clock } = ctx
  const packed = store.cases.bySscc(job.serial)
  if (!packed || job.state === 'voided')
    return stop(say('label-voided', { serial: job.serial }), say('next-destroy-label'))
  if (job.state === 'verified')
    return job.doubt === null
      ? duplicate(say('duplicate-sscc', { sscc: job.serial }))
      : stop(say('label-seen-before', { serial: job.serial }), say('next-destroy-second'))
  if (job.state === 'reserved')
    return stop(say('label-not-printed', { serial: job.serial }), say('next-set-aside'))
  const line = store.plans.line(lineOf(job))
  if (!line) throw new Error(`label ${job.job} names a line that is gone`)
  const t = clock.now()
  const labels = store.cases.contents(packed.number).map((unit) => {
    const label = store.labels.get(unit)
    if (!label) throw new Error(`case ${packed.number} holds label ${unit}, which does not exist`)
    return label
  })
  const impossible =
    whyNotCase(packed, 'label-verified') ??
    labels.reduce<Failure | null>((found, label) => found ?? whyNotInCase(ctx, label), null)
  if (impossible) return stop(impossible, say('next-set-aside'))
  const units = labels.map((label) => unitEpc(label.gtin, label.serial))
  moveLabel(ctx, job, 'scan-back', t)
  const { n } = appendEvent(ctx, packingOf(ctx, line, t, job.serial, units), t, [
    ssccEpc(job.serial),
    ...units,
  ])
  store.cases.closed(packed.number, n)
  return accepted(
    say('case-closed', { sscc: job.serial, units: units.length }),
    say('next-scan-goods'),
    'packed',
  )
}
