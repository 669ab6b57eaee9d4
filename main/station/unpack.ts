import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { ssccEpc, unitEpc } from '../../core/gs1/epc.ts'
import type { PackingCase } from '../store/cases.ts'
import type { LabelJob } from '../store/labels.ts'
import type { PackingPallet } from '../store/pallets.ts'
import { appendEvent } from './append-statement.ts'
import { goodsInCase, goodsOnPallet } from './carrier-contents.ts'
import type { StationContext } from './context.ts'
import { unpackingOf } from './line-events.ts'
import { demand, whyNotCase, whyNotPallet, whyNotUnit } from './lives.ts'
import { accepted, type Outcome, say } from './outcome.ts'
import { unitLabelsIn } from './unit-labels.ts'

/** Takes everything out of a closed case, or all cases off a closed pallet. Its SSCC is spent. Throws what keeps it closed, `sscc-not-packed-here`. */
export function unpack(ctx: StationContext, sscc: string, reason: string): Outcome {
  const packed = ctx.store.cases.bySscc(sscc)
  if (packed) {
    emptyCase(ctx, packed, reason)
    return accepted(
      say('case-unpacked', { sscc, units: packed.units }),
      say('next-destroy-old-label'),
      'packed',
    )
  }
  const built = ctx.store.pallets.bySscc(sscc)
  if (!built) throw new BondmarkError('sscc-not-packed-here', { sscc })
  emptyPallet(ctx, built, reason)
  return accepted(
    say('pallet-unpacked', { sscc, cases: built.cases }),
    say('next-destroy-old-label'),
    'packed',
  )
}

/** Takes one unit out of its case. From an open one nothing was stated; a closed one goes on under a new SSCC. */
export function takeOutUnit(ctx: StationContext, job: LabelJob, reason: string | undefined): Outcome {
  const { cases } = ctx.store
  const packed = cases.caseOf(job.job)
  if (!packed) throw new BondmarkError('unit-not-packed', { serial: job.serial })
  const open = packed.state === 'open' ? packed.number : repackCase(ctx, packed, demandReason(reason))
  const now = cases.get(open)
  demand(whyNotUnit(ctx, job, 'unpack') ?? (now && whyNotCase(ctx, now, 'remove')))
  cases.takeOut(job.job)
  const units = packed.units - 1
  const { serial } = job
  if (packed.state === 'open')
    return accepted(
      say('unit-taken-out', { serial, case: open, units, capacity: packed.capacity }),
      say('next-scan-into-case'),
      'packed',
    )
  // The last one: nothing goes on under another number.
  if (units === 0) cases.drop(open)
  return accepted(
    units === 0
      ? say('case-unpacked', { sscc: packed.sscc ?? '', units: 1 })
      : say('unit-taken-out-repack', { serial, sscc: packed.sscc ?? '', case: open, units }),
    units === 0 ? say('next-destroy-old-label') : say('next-destroy-old-then-close'),
    'packed',
  )
}

/** Takes one case off its pallet. From an open one nothing was stated; a closed one goes on under a new SSCC. */
export function takeOffPallet(ctx: StationContext, sscc: string, reason: string | undefined): Outcome {
  const { pallets } = ctx.store
  const built = pallets.palletOf(sscc)
  if (!built) throw new BondmarkError('case-not-on-pallet', { sscc })
  const open = built.state === 'open' ? built.number : repackPallet(ctx, built, demandReason(reason))
  pallets.takeOff(sscc)
  const cases = built.cases - 1
  if (built.state === 'open')
    return accepted(
      say('case-taken-off', { sscc, pallet: open, cases, capacity: built.capacity }),
      say('next-scan-onto-pallet'),
      'packed',
    )
  if (cases === 0) pallets.drop(open)
  return accepted(
    cases === 0
      ? say('pallet-unpacked', { sscc: built.sscc ?? '', cases: 1 })
      : say('case-taken-off-repack', { sscc, from: built.sscc ?? '', pallet: open, cases }),
    cases === 0 ? say('next-destroy-old-label') : say('next-destroy-old-then-close'),
    'packed',
  )
}

function demandReason(reason: string | undefined): string {
  if (reason === undefined) throw new BondmarkError('unpack-needs-reason', {})
  return reason
}

/** The units of a closed case in a case that is open again: what its label said is true no more, so it gets another. Answers the new case's number. */
function repackCase(ctx: StationContext, packed: PackingCase, reason: string): number {
  const { cases } = ctx.store
  const other = cases.opened()
  if (other) throw new BondmarkError('case-is-open', { case: other.number, units: other.units })
  const units = emptyCase(ctx, packed, reason)
  const { asn, line, lot, capacity, scope, allowedBy, number: repacks } = packed
  const number = cases.open({ asn, line, lot, capacity, scope, allowedBy, repacks })
  for (const { job } of units) cases.put(number, job)
  return number
}

function repackPallet(ctx: StationContext, built: PackingPallet, reason: string): number {
  const { pallets } = ctx.store
  const other = pallets.opened()
  if (other) throw new BondmarkError('pallet-is-open', { pallet: other.number, cases: other.cases })
  const cases = emptyPallet(ctx, built, reason)
  const number = pallets.open(built.capacity, built.number)
  for (const sscc of cases) pallets.put(number, sscc)
  return number
}

/** States that everything came out of a case, and answers the labels of its units. */
function emptyCase(ctx: StationContext, packed: PackingCase, reason: string): LabelJob[] {
  const sscc = packed.sscc ?? String(packed.number)
  if (packed.state === 'open') throw new BondmarkError('case-not-closed', { sscc })
  const labels = unitLabelsIn(ctx, packed.number)
  demand(whyNotCase(ctx, packed, 'empty'))
  for (const label of labels) demand(whyNotUnit(ctx, label, 'unpack'))
  const t = ctx.clock.now()
  const children = labels.map((label) => unitEpc(label.gtin, label.serial))
  const lines = goodsInCase(ctx, packed.number).map(({ line }) => line)
  const event = unpackingOf(ctx, lines, t, { sscc, children, reason })
  const { n } = appendEvent(ctx, event, t, [ssccEpc(sscc), ...children])
  ctx.store.cases.emptied(packed.number, n)
  return labels
}

/** States that all cases came off a pallet, and answers their SSCCs. */
function emptyPallet(ctx: StationContext, built: PackingPallet, reason: string): string[] {
  const sscc = built.sscc ?? String(built.number)
  const cases = ctx.store.pallets.contents(built.number)
  demand(whyNotPallet(built, 'empty'))
  const t = ctx.clock.now()
  const lines = goodsOnPallet(ctx, built.number).map(({ line }) => line)
  const children = cases.map(ssccEpc)
  const event = unpackingOf(ctx, lines, t, { sscc, children, reason })
  const { n } = appendEvent(ctx, event, t, [ssccEpc(sscc), ...children])
  ctx.store.pallets.emptied(built.number, n)
  return cases
}
