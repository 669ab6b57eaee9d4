import { readDate } from '../../core/gs1/date.ts'
import { unitEpc } from '../../core/gs1/epc.ts'
import { parseScan } from '../../core/gs1/parse-scan.ts'
import type { ScannedSymbol } from '../../drivers/scanners/scanner.ts'
import { scanCaseLabel } from './case-label.ts'
import type { StationContext } from './context.ts'
import type { Desk } from './desk.ts'
import { foreignLabel } from './foreign-label.ts'
import { labelsOut } from './label-situation.ts'
import { stopFor } from './label-stop.ts'
import { duplicate, type Outcome, refused, say } from './outcome.ts'
import { scanPalletLabel, stackCase } from './pallets.ts'
import { planOf } from './planned-line.ts'
import { CASE_UNITS_MAX, type GoodsScan, receiveCarton, receiveSscc, receiveUnit } from './receive-goods.ts'
import type { PendingPins } from './reserve-label.ts'
import { scanUnitLabel } from './scan-back.ts'
import { isOfThisWarehouse } from './sscc.ts'
import { takeByScan } from './take-by-scan.ts'
import { unitGtinOf } from './unit-gtin.ts'

/** One trigger pull that arrives twice does so within this time (FORMATS, "Flow of a unit" 1). */
export const DOUBLE_TRIGGER_MS = 300

/** Whether this symbol is the one before it, arriving again; also the new memory of that scanner. */
export function isDoubleTrigger(desk: Desk, symbol: ScannedSymbol, instantMs: number): boolean {
  const last = desk.last[symbol.device]
  const gap = last ? instantMs - last.instantMs : Number.POSITIVE_INFINITY
  return last?.text === rawText(symbol) && gap >= 0 && gap <= DOUBLE_TRIGGER_MS
}

export const rawText = (symbol: ScannedSymbol): string => `${symbol.aim ?? ''}${symbol.text}`

/** What a symbol means for the flow of units. Runs inside the scan's transaction. */
export function takeSymbol(
  ctx: StationContext,
  pins: PendingPins,
  desk: Desk,
  symbol: ScannedSymbol,
): Outcome {
  const { store } = ctx
  if (!desk.person) return refused(say('sign-in-first'), say('next-sign-in'))
  const reading = parseScan(rawText(symbol))
  if (!reading.ok) {
    const { code, ai, at } = reading.error
    return refused(
      say(code, { ai: ai ?? '–', at: at ?? 0, text: printable(symbol.text) }),
      say('next-scan-again'),
    )
  }
  const value = (ai: string) => reading.elements.find((element) => element.ai === ai)?.value ?? null
  const sscc = value('00')
  if (sscc) {
    const job = store.labels.bySerial(sscc)
    if (desk.taking) return takeByScan(ctx, desk.taking, { job, sscc, text: symbol.text })
    if (job?.kind === 'case') return scanCaseLabel(ctx, desk, job)
    if (job?.kind === 'pallet') return scanPalletLabel(ctx, desk, job)
    return ssccOfOthers(ctx, pins, sscc)
  }
  const gtin = value('01')
  if (!gtin) return refused(say('scan-no-goods', { text: printable(symbol.text) }), say('next-scan-again'))
  const serial = value('21')
  const job = serial ? store.labels.bySerial(serial) : null
  if (desk.taking) {
    const label = job?.gtin === gtin ? job : null
    const outcome = takeByScan(ctx, desk.taking, { job: label, sscc: null, text: symbol.text })
    // Goods that are refused here are in hand all the same, and the label that is out is not theirs.
    return label ? outcome : inHand(outcome, heldGtin(ctx, gtin), value('10'))
  }
  if (job?.kind === 'unit' && job.gtin === gtin) return scanUnitLabel(ctx, desk, job, symbol.text)
  const foreign = serial ? foreignLabel(ctx, { gtin, serial, text: symbol.text }) : null
  if (foreign) return foreign
  const out = serial && !desk.rebind ? labelsOut(ctx, gtin) : []
  // The maker's code on goods that wait for our label would count them a second time. In run mode it only says what is in hand.
  if (serial && out.length > 0 && !out.some((label) => label.run))
    return stopFor('brand-label', { gtin, serial, count: out.length })
  const date = value('17') ?? value('15')
  const goods: GoodsScan = {
    gtin,
    lot: value('10'),
    expiry: date ? readDate(date, Number(ctx.clock.now().slice(0, 4))) : null,
    serial,
    epc: serial ? unitEpc(gtin, serial) : null,
    doubtful: reading.warnings.find(({ code }) => code === 'separator-missing-possible')?.ai ?? null,
    device: symbol.device,
    text: rawText(symbol),
  }
  const carton = store.plans.linesOf(gtin).length === 0 ? receiveCarton(ctx, pins, desk, goods) : null
  return carton
    ? inHand(carton, unitGtinOf(gtin), goods.lot)
    : inHand(receiveUnit(ctx, pins, desk, goods), gtin, goods.lot)
}

/** An SSCC that no label of ours carries: a case that comes in, or one that stands here already and goes on the open pallet. */
function ssccOfOthers(ctx: StationContext, pins: PendingPins, sscc: string): Outcome {
  const { plans, pallets } = ctx.store
  const planned = plans.sscc(sscc)
  const pallet = pallets.opened()
  if (pallet && planned && planned.received !== null) return stackCase(ctx, pallet, sscc)
  if (!planned && isOfThisWarehouse(ctx, sscc)) return stopFor('other-station-case', { sscc })
  const line = planned && plans.line(planned)
  return inHand(receiveSscc(ctx, pins, sscc), line?.gtin ?? null, line?.lot ?? null)
}

/** The product in hand: of a carton's code that is in no plan, the units in it. */
const heldGtin = ({ store }: StationContext, gtin: string): string =>
  store.plans.linesOf(gtin).length > 0 ? gtin : (unitGtinOf(gtin) ?? gtin)

/** Whatever becomes of them, these goods are what the hands hold now: a label must be of the same GTIN (DESIGN §1). */
const inHand = (outcome: Outcome, gtin: string | null, lot: string | null): Outcome => ({
  ...outcome,
  // What was received now is of the lot that a person has read off it where its code does not say it.
  desk: { ...outcome.desk, binding: gtin ? { gtin, lot: outcome.desk.confirmed?.lot ?? lot } : null },
})

/** PINs that a symbol may use up, so that they can be made before its transaction: none, one, or a case of them. */
export function pinsWanted(ctx: StationContext, symbol: ScannedSymbol): number {
  const reading = parseScan(rawText(symbol))
  if (!reading.ok) return 0
  const { plans } = ctx.store
  const sscc = reading.elements.find(({ ai }) => ai === '00')?.value
  if (sscc) {
    const planned = plans.sscc(sscc)
    const line = planned && planned.received === null ? plans.line(planned) : null
    return line ? Math.min(planOf(line).unitsPerCase, CASE_UNITS_MAX) : 0
  }
  const gtin = reading.elements.find(({ ai }) => ai === '01')?.value ?? ''
  if (plans.linesOf(gtin).length > 0) return 1
  const units = plans.linesOf(unitGtinOf(gtin) ?? '').map((line) => planOf(line).unitsPerCase)
  return Math.min(Math.max(0, ...units), CASE_UNITS_MAX)
}

/** The answer while a STOP stands: nothing is taken, whatever it is. */
export const whileStopped = (desk: Desk): Outcome => ({
  kind: 'stop',
  sentence: desk.state.sentence,
  next: desk.state.next,
  recent: 'note',
  desk: {},
})

export const doubleTrigger = (): Outcome => duplicate(say('duplicate-trigger', { ms: DOUBLE_TRIGGER_MS }))

/** A scan as people read it: its elements in brackets, or the text itself when it is no GS1 reading. */
export function shownScan(symbol: ScannedSymbol): string {
  const reading = parseScan(rawText(symbol))
  return reading.ok
    ? reading.elements.map(({ ai, value }) => `(${ai})${value}`).join(' ')
    : printable(symbol.text)
}

/** What a person may be shown of a scan: control characters made visible, not too long. */
export function printable(text: string): string {
  const shown = [...text.slice(0, 80)]
    .map((c) => ((c.codePointAt(0) ?? 0) < 0x20 || c === '\x7f' ? '·' : c))
    .join('')
  return text.length > 80 ? `${shown}…` : shown
}
