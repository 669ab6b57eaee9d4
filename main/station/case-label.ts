import type { Failure } from '../../core/errors/bondmark-error.ts'
import { ssccEpc, unitEpc } from '../../core/gs1/epc.ts'
import { firstHeld } from '../release/goods-on-hold.ts'
import type { LabelJob } from '../store/labels.ts'
import { appendEvent } from './append-statement.ts'
import { goodsInCase } from './carrier-contents.ts'
import type { StationContext } from './context.ts'
import type { Desk } from './desk.ts'
import { moveLabel } from './label-moves.ts'
import { doubleCarrier, whyNotAlive, whyNotCarrier } from './label-situation.ts'
import { stopFor } from './label-stop.ts'
import { packingOf } from './line-events.ts'
import { whyNotCase, whyNotInCase } from './lives.ts'
import { accepted, type Outcome, say, stop } from './outcome.ts'
import { stackCase } from './pallets.ts'
import { unitLabelsIn } from './unit-labels.ts'

/** The SSCC label of a case that was closed here: the aggregation event; a case that is closed already goes on the open pallet. */
export function scanCaseLabel(ctx: StationContext, desk: Desk, job: LabelJob): Outcome {
  const { store } = ctx
  const packed = store.cases.bySscc(job.serial)
  const wrong = whyNotAlive(ctx, job) ?? whyNotCarrier(ctx, desk, job)
  if (wrong || !packed) return wrong ?? stopFor('voided', { serial: job.serial })
  if (packed.state === 'emptied')
    return stop(say('case-emptied', { sscc: job.serial }), say('next-destroy-label'))
  if (job.state === 'verified') {
    const pallet = store.pallets.opened()
    const place = store.pallets.palletOf(job.serial)
    const isHere = place !== null && place.number === pallet?.number && job.doubt === null
    if (pallet && (place === null || isHere)) return stackCase(ctx, pallet, job.serial)
    return doubleCarrier(desk, job)
  }
  const labels = unitLabelsIn(ctx, packed.number)
  const impossible =
    whyNotCase(ctx, packed, 'label-verified') ??
    labels.reduce<Failure | null>((found, label) => found ?? whyNotInCase(ctx, label), null)
  if (impossible) return stop(impossible, say('next-set-aside'))
  const held = firstHeld(store, goodsInCase(ctx, packed.number))
  if (held) return held
  const t = ctx.clock.now()
  const units = labels.map((label) => unitEpc(label.gtin, label.serial))
  const lines = goodsInCase(ctx, packed.number).map(({ line }) => line)
  moveLabel(ctx, job, 'scan-back', t)
  const { allowedBy } = packed
  const event = packingOf(ctx, lines, t, {
    sscc: job.serial,
    children: units,
    ...(allowedBy && { allowedBy }),
  })
  const { n } = appendEvent(ctx, event, t, [ssccEpc(job.serial), ...units])
  store.cases.closed(packed.number, n)
  const closed = say('case-closed', { sscc: job.serial, units: units.length })
  const pallet = store.pallets.opened()
  if (!pallet) return accepted(closed, say('next-scan-goods'), 'packed')
  // It belongs on the pallet beside; where it cannot go there, it is closed all the same.
  const stacked = stackCase(ctx, pallet, job.serial)
  return stacked.kind === 'accepted'
    ? stacked
    : accepted(closed, say('next-not-on-pallet', { pallet: pallet.number }), 'packed')
}
