import { lotClassEpc, ssccEpc } from '../../core/gs1/epc.ts'
import { whySealStops } from '../bonded/seal-in-question.ts'
import { goodsOnHold } from '../release/goods-on-hold.ts'
import { upToDate } from '../release/settle-lines.ts'
import { whyHeld } from '../release/why-held.ts'
import { whyNoSerials } from '../serials/serial-for.ts'
import { whyNoPinStock } from '../stock/pin-stock.ts'
import type { StoredLine } from '../store/plans.ts'
import { appendEvent } from './append-statement.ts'
import type { StationContext } from './context.ts'
import type { Desk } from './desk.ts'
import { whyOtherLabels } from './label-count.ts'
import { whyNoLabel } from './label-fits.ts'
import { holdingOf, receivingOf, unitsToHold } from './line-events.ts'
import { whyNotLine } from './lives.ts'
import { accepted, duplicate, type Outcome, refused, say, stop } from './outcome.ts'
import { nameOf, planOf, remaining } from './planned-line.ts'
import { type PendingPins, reserveUnitLabel } from './reserve-label.ts'
import { whatIfBeyond } from './together.ts'
import { unitGtinOf } from './unit-gtin.ts'

/** Units of the largest case that may be received whole: its labels are reserved in one transaction. */
export const CASE_UNITS_MAX = 500

/** What a goods code said. */
export interface GoodsScan {
  readonly gtin: string
  readonly lot: string | null
  /** `YYYY-MM-DD`, when the code has it. */
  readonly expiry: string | null
  /** The maker's own serial, when the goods carry one, and the EPC that it makes. */
  readonly serial: string | null
  readonly epc: string | null
  /** The AI whose value may have swallowed the fields behind it: the separator between them may have got lost. */
  readonly doubtful: string | null
  readonly device: string
  readonly text: string
}

/**
 * A unit in hand (FORMATS, "Flow of a unit" 1–3). Runs inside the scan's transaction: the receiving event, the counts
 * and the label's reservation become durable together or not at all.
 */
export function receiveUnit(ctx: StationContext, pins: PendingPins, desk: Desk, scan: GoodsScan): Outcome {
  const { store } = ctx
  const outstanding = store.labels.outstanding().filter((job) => job.kind === 'unit')
  // In run mode, and after a STOP, a scan of the goods only says what is in hand: they are received already. That labels of
  // other goods are out as well, as after a void, must not keep these from theirs.
  const own = outstanding.filter((job) => job.gtin === scan.gtin)
  if (own.length > 0 && (desk.rebind || own.some((job) => job.run))) {
    return accepted(
      say('binding-set', { gtin: scan.gtin, count: own.length }),
      say('next-scan-label'),
      'goods',
      { rebind: false },
    )
  }
  const other = outstanding.find((job) => job.gtin !== scan.gtin)
  if (other) {
    return stop(
      say('goods-other-product', { gtin: scan.gtin, outstanding: other.gtin, count: outstanding.length }),
      say('next-finish-labels-first'),
      { pending: null },
    )
  }
  if (scan.epc && store.plans.goodsSerialSeen(scan.epc))
    return duplicate(say('duplicate-serial', { epc: scan.epc }))

  const lines = linesFor(ctx, scan.gtin, scan.lot)
  if (lines.length === 0) return stop(say('goods-not-planned', { gtin: scan.gtin }), say('next-set-aside'))
  const confirmed = confirmedFor(desk, scan.gtin, lines)
  const lot = scan.lot ?? confirmed?.lot ?? null
  if (lot === null) {
    if (lines.every((line) => line.closedAt || remaining(line) <= 0)) return full(lines[0] as StoredLine)
    return {
      kind: 'pick-lot',
      sentence: say('lot-needed', { gtin: scan.gtin }),
      next: say('next-pick-lot'),
      recent: 'note',
      desk: { pending: { gtin: scan.gtin, text: scan.text, device: scan.device }, rebind: false },
    }
  }
  const chosen = chosenLine(lines, lot, scan.lot === null ? confirmed : null)
  if (!chosen) return lotNotPlanned(scan.gtin, lot, scan)
  const { gtin, expiry, epc } = scan
  const taken = takeUnits(ctx, pins, chosen, { gtin, expiry, units: 1, sscc: null, epc, run: false })
  // It is stated as it was read: whether it is the maker's serial, only the print can tell.
  return taken.kind === 'accepted' && scan.doubtful === '21'
    ? { ...taken, next: say('next-compare-serial', { serial: scan.serial ?? '' }) }
    : taken
}

const lotNotPlanned = (gtin: string, lot: string, { doubtful }: GoodsScan): Outcome =>
  stop(
    say('lot-not-planned', { gtin, lot }),
    say(doubtful === '10' ? 'next-check-separators' : 'next-set-aside'),
  )

/** The lines that goods may belong to: of their lot where they tell it, and else of their product. */
function linesFor({ store }: StationContext, gtin: string, lot: string | null): StoredLine[] {
  const ofLot = lot === null ? [] : store.plans.linesOf(gtin, lot)
  return ofLot.length > 0 ? ofLot : store.plans.linesOf(gtin)
}

/** A case that is received whole: an SSCC announced in the plan. */
export function receiveSscc(ctx: StationContext, pins: PendingPins, sscc: string): Outcome {
  const planned = ctx.store.plans.sscc(sscc)
  if (!planned) return stop(say('sscc-not-planned', { sscc }), say('next-set-aside'))
  if (planned.received !== null) return duplicate(say('duplicate-sscc', { sscc }))
  const line = ctx.store.plans.line(planned)
  if (!line) return stop(say('sscc-not-planned', { sscc }), say('next-set-aside'))
  const busy = labelsOutstanding(ctx)
  if (busy) return busy
  return takeUnits(ctx, pins, line, {
    gtin: line.gtin,
    expiry: null,
    units: planOf(line).unitsPerCase,
    sscc,
    epc: null,
    run: true,
  })
}

/** A case that is received whole: a carton code whose units are of a planned GTIN; null when it is no such code. */
export function receiveCarton(
  ctx: StationContext,
  pins: PendingPins,
  desk: Desk,
  scan: GoodsScan,
): Outcome | null {
  const { gtin, lot } = scan
  const contained = unitGtinOf(gtin)
  const lines = contained ? linesFor(ctx, contained, lot) : []
  if (!contained || lines.length === 0) return null
  const busy = labelsOutstanding(ctx)
  if (busy) return busy
  const confirmed = confirmedFor(desk, contained, lines)
  const wanted = lot ?? confirmed?.lot ?? null
  if (wanted === null) {
    return {
      kind: 'pick-lot',
      sentence: say('lot-needed', { gtin: contained }),
      next: say('next-pick-lot'),
      recent: 'note',
      desk: { pending: { gtin, text: scan.text, device: scan.device }, rebind: false },
    }
  }
  const line = chosenLine(lines, wanted, lot === null ? confirmed : null)
  if (!line) return lotNotPlanned(contained, wanted, scan)
  return takeUnits(ctx, pins, line, {
    gtin: contained,
    expiry: scan.expiry,
    units: planOf(line).unitsPerCase,
    sscc: null,
    epc: null,
    run: true,
  })
}

/** The lot a person has read off these goods, while its line still expects some. */
function confirmedFor(desk: Desk, gtin: string, lines: readonly StoredLine[]): Desk['confirmed'] {
  const { confirmed } = desk
  if (confirmed?.gtin !== gtin) return null
  const line = lines.find(
    (l) => l.asn === confirmed.asn && l.line === confirmed.line && l.lot === confirmed.lot,
  )
  return line && !line.closedAt && remaining(line) > 0 ? confirmed : null
}

/** The line that takes goods of a lot: the one a person has picked, else the first that still expects some. */
function chosenLine(
  lines: readonly StoredLine[],
  lot: string,
  picked: Desk['confirmed'],
): StoredLine | undefined {
  const ofLot = lines.filter((line) => line.lot === lot)
  return (
    ofLot.find((line) => line.asn === picked?.asn && line.line === picked.line) ??
    ofLot.find((line) => !line.closedAt && remaining(line) > 0) ??
    ofLot[0]
  )
}

function labelsOutstanding(ctx: StationContext): Outcome | null {
  const open = ctx.store.labels.outstanding().filter((job) => job.kind === 'unit')
  return open[0]
    ? stop(
        say('case-while-labels-outstanding', { count: open.length, outstanding: open[0].gtin }),
        say('next-finish-labels-first'),
      )
    : null
}

const full = (line: StoredLine): Outcome =>
  line.closedAt
    ? stop(say('line-is-closed', { asn: line.asn, line: line.line, lot: line.lot }), say('next-set-aside'))
    : stop(
        say('line-is-full', { asn: line.asn, line: line.line, lot: line.lot, planned: line.planned }),
        say('next-set-aside'),
      )

interface Taken {
  readonly gtin: string
  readonly expiry: string | null
  readonly units: number
  readonly sscc: string | null
  readonly epc: string | null
  readonly run: boolean
}

function takeUnits(ctx: StationContext, pins: PendingPins, planned: StoredLine, taken: Taken): Outcome {
  const { store, clock } = ctx
  const line = upToDate(ctx, planned)
  const name = nameOf(line)
  const t = clock.now()
  if (line.verdict === 'refuse' && !line.held)
    return stop(
      say('category-not-in-rules', { category: planOf(line).category, asn: line.asn, line: line.line }),
      say('next-set-aside'),
    )
  const unsealed = whySealStops(store, line.asn)
  if (unsealed) return stop(unsealed, say('next-ask-customs'))
  const why = whyHeld(store, line)
  if (line.held || why.length > 0) {
    if (!line.held && !whyNotLine(line, 'hold') && unitsToHold(line) > 0) {
      const event = holdingOf(ctx, line, t, why[0]?.by === 'customs' ? 'customs' : 'decision')
      appendEvent(ctx, event, t, [lotClassEpc(line.gtin, line.lot)])
      store.plans.hold(name)
      store.releases.wait(line.asn, t)
    }
    return goodsOnHold(line, why)
  }
  if (whyNotLine(line, 'receive') || remaining(line) < taken.units) return full(line)
  if (taken.units > CASE_UNITS_MAX)
    return stop(say('case-too-large', { units: taken.units, max: CASE_UNITS_MAX }), say('next-set-aside'))

  const { expiry } = planOf(line)
  if (taken.expiry && taken.expiry !== expiry)
    return stop(
      say('expiry-differs', { gtin: taken.gtin, lot: line.lot, found: taken.expiry, planned: expiry }),
      say('next-set-aside'),
    )

  const printer = line.verdict === 'label' && !taken.epc ? ctx.printerOf('unit') : null
  const unfit = printer && whyNoPinStock(ctx, printer)
  if (unfit) return refused(unfit, say('next-load-stock'))
  const others = line.verdict === 'label' && !taken.epc ? whyOtherLabels(line) : null
  if (others) return stop(others, say('next-other-labels'))
  const unprintable = line.verdict === 'label' && !taken.epc ? whyNoLabel(ctx, line) : null
  if (unprintable) return stop(unprintable, say('next-set-aside'))
  const unnamed = line.verdict === 'label' && !taken.epc ? whyNoSerials(ctx, taken.gtin, taken.units) : null
  if (unnamed) return stop(unnamed, say('next-import-serials'))

  const event = receivingOf(ctx, line, t, taken)
  const epcs = taken.sscc ? [ssccEpc(taken.sscc)] : taken.epc ? [taken.epc] : []
  const { n } = appendEvent(ctx, event, t, [...epcs, lotClassEpc(line.gtin, line.lot)])
  store.plans.add(name, 'received', taken.units)
  if (taken.sscc) store.plans.receiveSscc(taken.sscc, n)
  if (taken.epc) store.plans.receiveGoodsSerial(taken.epc, n)

  const desk = {
    confirmed: { gtin: taken.gtin, ...name },
    pending: null,
    rebind: false,
  }
  const received = { gtin: taken.gtin, units: taken.units, asn: line.asn, line: line.line, lot: line.lot }
  const isLabeled = line.verdict === 'label' && !taken.epc
  const beyond = whatIfBeyond(ctx, line, taken.units, isLabeled)
  if (!isLabeled) {
    store.plans.add(name, 'passed', taken.units)
    return accepted(
      say(
        taken.epc ? 'goods-serialised' : line.verdict === 'exempt' ? 'goods-exempt' : 'goods-whitelisted',
        received,
      ),
      beyond ?? say('next-no-label'),
      'goods',
      desk,
    )
  }
  for (let unit = 0; unit < taken.units; unit++) {
    reserveUnitLabel(ctx, pins, { gtin: taken.gtin, line: name, binding: n, run: taken.run, replaces: null })
  }
  return accepted(
    say('goods-accepted', received),
    beyond ?? say(taken.run ? 'next-apply-run' : 'next-apply-label', { count: taken.units }),
    'goods',
    desk,
  )
}
