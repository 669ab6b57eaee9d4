import { pinText } from '../../core/label/pin.ts'
import type { StockSize } from '../../core/label/stock.ts'
import { serialFor } from '../serials/serial-for.ts'
import type { LabelJob } from '../store/labels.ts'
import type { LineName } from '../store/plans.ts'
import type { StationContext } from './context.ts'
import { unitContentOf } from './label-content.ts'
import { recordOf } from './label-record.ts'
import { operatorOf } from './operator.ts'

/** PINs of labels that are reserved and not yet sent. They live here and nowhere else; a crash loses them by design. */
export class PendingPins {
  readonly #pins = new Map<number, Uint8Array>()

  keep(job: number, pin: Uint8Array): void {
    // Of a reservation that was undone: its number is given again.
    this.forget(job)
    this.#pins.set(job, pin)
  }

  /** As a text, for drawing: no string can be wiped, so it is made anew when it is needed. */
  of(job: number): string | null {
    const pin = this.#pins.get(job)
    return pin ? pinText(pin) : null
  }

  /** The label is on record as sent or voided: if its PIN is still anywhere, it is in the printer's bytes. */
  forget(job: number): void {
    this.#pins.get(job)?.fill(0)
    this.#pins.delete(job)
  }

  /** Keeps those of labels that are still to be printed; none when the station closes: they are voided at its next start. */
  keepOnly(isToBePrinted: (job: number) => boolean): void {
    for (const job of [...this.#pins.keys()]) if (!isToBePrinted(job)) this.forget(job)
  }
}

export interface UnitReservation {
  readonly gtin: string
  readonly line: LineName
  readonly binding: number | null
  readonly run: boolean
  readonly replaces: number | null
  /** What it is printed on; what is in its printer when absent. */
  readonly stock?: StockSize | undefined
}

/**
 * Reserves one unit's serial and commits to its PIN, inside the caller's transaction. The serial's uniqueness is the
 * table's constraint, so a collision of 60 random bits fails the whole scan and nothing is printed. Whether there are serials
 * is asked before (`whyNoSerials`). Throws `serials-no-right`.
 */
export function reserveUnitLabel(ctx: StationContext, pins: PendingPins, unit: UnitReservation): number {
  const { serial, authority } = serialFor(ctx, unit.gtin)
  const { pin, commitment } = ctx.pins.take()
  const { gtin, line } = unit
  const reservedAt = ctx.clock.now()
  const job = ctx.store.labels.reserve({
    kind: 'unit',
    ...recordOf(ctx, unitContentOf(ctx, { gtin, serial, line }), unit.stock),
    gtin,
    serial,
    authority,
    ...line,
    binding: unit.binding,
    pinCommitment: commitment,
    run: unit.run ? 1 : 0,
    replaces: unit.replaces,
    reservedAt,
    shift: ctx.store.shifts.current()?.n ?? null,
    reservedBy: operatorOf(ctx, reservedAt),
  })
  pins.keep(job, pin)
  return job
}

/** The line a label belongs to. */
export const lineOf = (job: LabelJob): LineName => ({ asn: job.asn, line: job.line, lot: job.lot })
