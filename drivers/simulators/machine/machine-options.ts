import type { Timer } from '../../../platform/clock/timer.ts'
import type { PrinterLanguage } from './language.ts'
import type { PrinterQuirks } from './printer-fault.ts'
import type { FlowControl } from './receive-side.ts'

export interface PrinterMachineOptions {
  readonly language: PrinterLanguage
  readonly dotsPerMm?: 8 | 12 | 24
  /** As it names itself. */
  readonly model?: string
  readonly timer?: Timer
  /** Of everything that it draws by lot. */
  readonly seed?: number
  readonly imagingMs?: number
  readonly mmPerSecond?: number
  /** Every label takes this long, whatever its length. */
  readonly labelMs?: number
  readonly bufferBytes?: number
  readonly flow?: FlowControl
  /** What holds after power-on until a document says otherwise: `^JZY`, `SET REPRINT ON`. */
  readonly reprintsAfterError?: boolean
  readonly quirks?: Partial<PrinterQuirks>
  /** Keeps a document that is on paper, durably, and answers where. What it throws makes the label not printed. */
  readonly keep?: (job: string, bytes: Uint8Array, whole: boolean) => string
}
