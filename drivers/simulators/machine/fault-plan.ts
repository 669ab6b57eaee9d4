import type { FaultMoment, PrinterFault } from './printer-fault.ts'

interface Armed {
  readonly fault: PrinterFault
  readonly at: Exclude<FaultMoment, 'now'>
  /** Bytes that may still come. */
  bytesLeft: number
}

/** The faults that wait for their moment. */
export class FaultPlan {
  #armed: Armed[] = []

  arm(fault: PrinterFault, at: Exclude<FaultMoment, 'now'>): void {
    const bytesLeft = typeof at === 'object' && 'onBytes' in at ? at.onBytes : Number.POSITIVE_INFINITY
    this.#armed.push({ fault, at, bytesLeft })
  }

  clear(): void {
    this.#armed = []
  }

  /** How many bytes may come before the next fault strikes. */
  get bytesUntilNext(): number {
    return this.#armed.reduce((least, armed) => Math.min(least, armed.bytesLeft), Number.POSITIVE_INFINITY)
  }

  /** So many bytes came. */
  countBytes(count: number): PrinterFault[] {
    for (const armed of this.#armed) armed.bytesLeft -= count
    return this.#take((armed) => armed.bytesLeft <= 0)
  }

  /** How far into the next label the first fault strikes; null when none does. */
  get midLabel(): number | null {
    const fractions = this.#armed.flatMap(({ at }) =>
      typeof at === 'object' && 'midLabel' in at ? [at.midLabel] : [],
    )
    return fractions.length === 0 ? null : Math.min(1, Math.max(0, ...[Math.min(...fractions)]))
  }

  takeMidLabel(): PrinterFault[] {
    const fraction = this.midLabel
    return this.#take(
      ({ at }) => typeof at === 'object' && 'midLabel' in at && at.midLabel <= (fraction ?? -1),
    )
  }

  takeAfterPrint(): PrinterFault[] {
    return this.#take(({ at }) => at === 'after-print')
  }

  #take(isDue: (armed: Armed) => boolean): PrinterFault[] {
    const due = this.#armed.filter(isDue)
    this.#armed = this.#armed.filter((armed) => !due.includes(armed))
    return due.map(({ fault }) => fault)
  }
}
