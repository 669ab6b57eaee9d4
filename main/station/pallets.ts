import type { KeyPress } from '../../core/contract/key-press.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { ssccEpc } from '../../core/gs1/epc.ts'
import { demandFree, firstHeld } from '../release/goods-on-hold.ts'
import type { LabelJob } from '../store/labels.ts'
import type { PackingPallet } from '../store/pallets.ts'
import { appendEvent } from './append-statement.ts'
import { goodsOfCase, goodsOnPallet } from './carrier-contents.ts'
import { reserveCarrierLabel } from './carrier-label.ts'
import type { StationContext } from './context.ts'
import type { Desk } from './desk.ts'
import { moveLabel } from './label-moves.ts'
import { templateFor } from './label-record.ts'
import { doubleCarrier, whyNotAlive, whyNotCarrier } from './label-situation.ts'
import { stopFor } from './label-stop.ts'
import { packingOf } from './line-events.ts'
import { demand, whyNotCaseBySscc, whyNotOnPallet, whyNotPallet } from './lives.ts'
import { accepted, duplicate, type Outcome, say, stop } from './outcome.ts'
import { takeSscc } from './sscc.ts'

/** Cases that a pallet takes unless a person says otherwise. */
export const PALLET_CASES = 40
/** Lines whose decisions one pallet's statement cites. */
const LINES_ON_PALLET_MAX = 100

/** Opens a pallet; closed cases are put on it by scanning their labels. Throws `pallet-is-open`, and `template-…` where its label could not be printed. */
export function openPallet(ctx: StationContext, press: Extract<KeyPress, { key: 'open-pallet' }>): Outcome {
  const { pallets } = ctx.store
  const open = pallets.opened()
  if (open) throw new BondmarkError('pallet-is-open', { pallet: open.number, cases: open.cases })
  // Better said before forty cases are lifted than after.
  templateFor(ctx, 'pallet')
  const capacity = press.capacity ?? PALLET_CASES
  const number = pallets.open(capacity, null)
  return accepted(say('pallet-opened', { pallet: number, capacity }), say('next-scan-onto-pallet'), 'note')
}

/** Closes the open pallet, or drops it when nothing stands on it: its SSCC is reserved and its label printed. */
export function closePallet(ctx: StationContext): Outcome {
  const { pallets } = ctx.store
  const open = pallets.opened()
  if (!open) throw new BondmarkError('pallet-not-open', {})
  if (open.cases === 0) {
    pallets.drop(open.number)
    return accepted(say('pallet-dropped', { pallet: open.number }), say('next-scan-goods'), 'note')
  }
  const [first] = goodsOnPallet(ctx, open.number)
  if (!first) throw new Error(`pallet ${open.number} holds goods of no line`)
  demand(whyNotPallet(open, 'close'))
  demandFree(ctx.store, goodsOnPallet(ctx, open.number))
  const sscc = takeSscc(ctx)
  pallets.closing(open.number, sscc)
  reserveCarrierLabel(ctx, { kind: 'pallet', sscc, line: first.line, replaces: null })
  return accepted(
    say('pallet-closing', { pallet: open.number, sscc, cases: open.cases }),
    say('next-scan-pallet-label'),
    'note',
  )
}

/** Puts a closed case on the open pallet: one packed here, or one that came in whole and was not opened. */
export function stackCase(ctx: StationContext, open: PackingPallet, sscc: string): Outcome {
  const { pallets } = ctx.store
  if (pallets.palletOf(sscc)?.number === open.number)
    return duplicate(say('case-on-this-pallet', { sscc, pallet: open.number }))
  if (open.cases >= open.capacity)
    return stop(
      say('pallet-is-full', { cases: open.cases, capacity: open.capacity }),
      say('next-close-pallet'),
    )
  const goods = goodsOfCase(ctx, sscc)
  const held = firstHeld(ctx.store, goods)
  if (held) return held
  const impossible =
    whyNotCaseBySscc(ctx, sscc, 'palletize') ?? whyNotPallet(open, 'load') ?? tooManyLines(ctx, open, goods)
  if (impossible) return stop(impossible, say('next-set-aside'))
  pallets.put(open.number, sscc)
  const cases = open.cases + 1
  return accepted(
    say('case-stacked', { sscc, pallet: open.number, cases, capacity: open.capacity }),
    cases === open.capacity ? say('next-close-pallet') : say('next-scan-onto-pallet'),
    'packed',
  )
}

function tooManyLines(
  ctx: StationContext,
  open: PackingPallet,
  goods: ReturnType<typeof goodsOfCase>,
): Failure | null {
  const nameOf = ({ line }: (typeof goods)[number]) => JSON.stringify([line.asn, line.line, line.lot])
  const lines = new Set([...goodsOnPallet(ctx, open.number), ...goods].map(nameOf))
  return lines.size > LINES_ON_PALLET_MAX
    ? say('pallet-too-many-lines', { pallet: open.number, max: LINES_ON_PALLET_MAX })
    : null
}

/** The SSCC label of a pallet that was built here: the aggregation event, with the cases as children. */
export function scanPalletLabel(ctx: StationContext, desk: Desk, job: LabelJob): Outcome {
  const { store } = ctx
  const built = store.pallets.bySscc(job.serial)
  const wrong = whyNotAlive(ctx, job) ?? whyNotCarrier(ctx, desk, job)
  if (wrong || !built) return wrong ?? stopFor('voided', { serial: job.serial })
  if (built.state === 'emptied')
    return stop(say('pallet-emptied', { sscc: job.serial }), say('next-destroy-label'))
  if (job.state === 'verified') return doubleCarrier(desk, job)
  const cases = store.pallets.contents(built.number)
  const impossible =
    whyNotPallet(built, 'label-verified') ??
    cases.reduce<Failure | null>((found, sscc) => found ?? whyNotOnPallet(ctx, sscc), null)
  if (impossible) return stop(impossible, say('next-set-aside'))
  const held = firstHeld(store, goodsOnPallet(ctx, built.number))
  if (held) return held
  const t = ctx.clock.now()
  const children = cases.map(ssccEpc)
  const lines = goodsOnPallet(ctx, built.number).map(({ line }) => line)
  moveLabel(ctx, job, 'scan-back', t)
  const event = packingOf(ctx, lines, t, { sscc: job.serial, children })
  const { n } = appendEvent(ctx, event, t, [ssccEpc(job.serial), ...children])
  store.pallets.closed(built.number, n)
  return accepted(
    say('pallet-closed', { sscc: job.serial, cases: children.length }),
    say('next-scan-goods'),
    'packed',
  )
}
