import { type StockSize, stockSizes } from '../../core/label/stock.ts'
import type { LabelKind } from '../../core/label/template/label-kind.ts'
import type { Printer } from '../../drivers/printers/printer.ts'

/** A printer as it stands at this station: which labels it may be given is settled where it is set up. */
export interface LabelPrinter {
  readonly printer: Printer
  /** False for a way that keeps what it is given (a spooler, a folder), unless an administrator has allowed it (FORMATS, "Scratch panel"). */
  readonly mayCarryPins: boolean
  /** The stock for units that is in it, where it is not the usual one. */
  readonly unitStock?: StockSize | undefined
}

/** The size of the stock for a kind of label that is in a printer, or would be if there were one. */
export const stockAt = (place: LabelPrinter | null, kind: LabelKind): StockSize =>
  (kind === 'unit' ? place?.unitStock : undefined) ?? stockSizes[kind][0]

/**
 * The printer that holds the stock for a kind of label; null when none is set up. It is asked before each label, so that
 * a change of settings counts from the next one on. A printer keeps its `id` for as long as it is the same physical thing.
 */
export type PrinterFor = (kind: LabelKind) => LabelPrinter | null
