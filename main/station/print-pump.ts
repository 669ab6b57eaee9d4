import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Printer } from '../../drivers/printers/printer.ts'
import { whyNoPinStock } from '../stock/pin-stock.ts'
import type { LabelJob } from '../store/labels.ts'
import type { StationContext } from './context.ts'
import { type LabelPrinter, type PrinterFor, stockAt } from './label-printers.ts'
import { stockOfLabel } from './label-record.ts'
import { type LaneParts, PrintLane } from './print-lane.ts'

/** How often labels that wait are looked at anew: a printer may have been set up for them, or another one in its place. */
const LOOK_MS = 2000

const kinds: readonly LabelJob['kind'][] = ['unit', 'case', 'pallet']

/**
 * Takes reserved labels to the printers that hold their stock. Each printer has a line of its own, so that one that is
 * out of paper, or in doubt, keeps nobody else waiting; a label whose kind has no printer waits, and the view says so.
 */
export class PrintPump {
  readonly #parts
  readonly #printerFor
  readonly #lanes = new Map<Printer, PrintLane>()
  #started = false
  #closed = false
  #cancelLook: (() => void) | null = null

  constructor(parts: LaneParts, printerFor: PrinterFor) {
    this.#parts = parts
    this.#printerFor = printerFor
  }

  /** Asks the printers how they are, so that the screen knows before the first label, then prints what waits. */
  start(): void {
    this.#started = true
    for (const lane of this.#assigned()) void lane.ready().then(() => this.kick())
  }

  /** Something may be waiting. Nothing is printed before `start`: what a crash left must be settled first. */
  kick(): void {
    if (!this.#started || this.#closed) return
    const assigned = new Set(this.#assigned())
    for (const [printer, lane] of this.#lanes) {
      // A printer that was taken out of the settings still answers for the label that it was given.
      if (assigned.has(lane) || lane.isBusy) lane.kick()
      else this.#lanes.delete(printer)
    }
    if (this.#isAnyReserved()) this.#lookLater()
  }

  /**
   * Resolves when nothing more can be printed now: after this round and the one that was asked for meanwhile. Throws what
   * kept a label from being recorded: `disk-full`, `database-…`.
   */
  async idle(): Promise<void> {
    const failures = await Promise.all([...this.#lanes.values()].map((lane) => lane.idle()))
    for (const failure of failures) if (failure) throw failure
  }

  /** Waits a little for labels that are going out; whose answer does not come is in doubt, on record. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancelLook?.()
    await Promise.all([...this.#lanes.values()].map((lane) => lane.close()))
  }

  /** Whether the printer that may still hold this label has thrown it away; true when none holds it. */
  async discard(job: number): Promise<boolean> {
    const holder = this.#parts.ctx.store.attempts.holderOf(job)
    if (!holder) return true
    const lane = this.#assigned().find(({ printer }) => printer.id === holder.printer)
    return lane ? lane.discard() : false
  }

  /** Why a reserved label of a kind is not on its way, or null. */
  whyWaiting(kind: LabelJob['kind']): Failure | null {
    const place = this.#printerFor(kind)
    if (!place) return { code: 'label-waits-no-printer', detail: { kind } }
    const { id, name, state, answers } = place.printer
    if (!mayCarry(place, kind)) return { code: 'label-waits-pins', detail: { printer: name } }
    const unfit = this.#whyNoStock(place.printer, kind)
    if (unfit) return unfit
    const { ctx } = this.#parts
    const serial = ctx.store.attempts.inDoubt(id)
    if (serial !== null) return { code: 'label-waits-doubt', detail: { printer: name, serial } }
    const first = ctx.store.labels.firstReserved(kind)
    if (first && !isForStock(ctx, first, place))
      return { code: 'label-waits-stock', detail: { printer: name, template: first.template } }
    // Busy with something else than our label: it may stay so, and somebody should look.
    const isOurs = this.#lanes.get(place.printer)?.isSending === true
    const isAble = !answers || state === 'ready' || state === 'printing' || (state === 'busy' && isOurs)
    return isAble ? null : { code: 'label-waits-printer', detail: { printer: name, state } }
  }

  /** A store that cannot be read is told of where labels are taken from it: nobody who kicks pays for it. */
  #isAnyReserved(): boolean {
    const { store } = this.#parts.ctx
    try {
      return kinds.some((kind) => store.labels.firstReserved(kind) !== null)
    } catch (error) {
      if (store.failureOf(error) instanceof BondmarkError) return true
      throw error
    }
  }

  #lookLater(): void {
    this.#cancelLook ??= this.#parts.timer.after(LOOK_MS, () => {
      this.#cancelLook = null
      this.kick()
    })
  }

  #assigned(): PrintLane[] {
    const printers = new Set(kinds.flatMap((kind) => this.#printerFor(kind)?.printer ?? []))
    return [...printers].map((printer) => this.#laneOf(printer))
  }

  #laneOf(printer: Printer): PrintLane {
    const known = this.#lanes.get(printer)
    if (known) return known
    const lane = new PrintLane(this.#parts, printer, () => this.#nextFor(printer))
    this.#lanes.set(printer, lane)
    return lane
  }

  /** A roll may have been changed since the label was reserved. */
  #whyNoStock(printer: Printer, kind: LabelJob['kind']): Failure | null {
    return kind === 'unit' ? whyNoPinStock(this.#parts.ctx, printer) : null
  }

  /** The label that waits longest of those that this printer may print. */
  #nextFor(printer: Printer): LabelJob | null {
    const waiting = kinds.flatMap((kind) => {
      const place = this.#printerFor(kind)
      const may = place?.printer === printer && mayCarry(place, kind) && !this.#whyNoStock(printer, kind)
      return may ? (this.#firstFor(place, kind) ?? []) : []
    })
    return waiting.toSorted((a, b) => a.job - b.job)[0] ?? null
  }

  /** Labels that were reserved for other stock wait for it, and keep nobody else waiting. */
  #firstFor(place: LabelPrinter, kind: LabelJob['kind']): LabelJob | null {
    const { ctx } = this.#parts
    const first = ctx.store.labels.firstReserved(kind)
    if (!first || isForStock(ctx, first, place)) return first
    const reserved = ctx.store.labels.inState('reserved')
    return reserved.find((job) => job.kind === kind && isForStock(ctx, job, place)) ?? null
  }
}

/** Whether the stock in a printer is what a label was reserved for. */
const isForStock = (ctx: StationContext, job: LabelJob, place: LabelPrinter): boolean =>
  stockOfLabel(ctx, job) === stockAt(place, job.kind)

/** Only a unit's label holds a PIN. */
const mayCarry = ({ mayCarryPins }: LabelPrinter, kind: LabelJob['kind']): boolean =>
  kind !== 'unit' || mayCarryPins
