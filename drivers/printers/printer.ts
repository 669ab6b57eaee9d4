import type { Failure } from '../../core/errors/bondmark-error.ts'

/** What a printer's status says. `silent` = no answer in time, `unknown` = never asked, or closed. */
export type PrinterState =
  | 'ready'
  | 'printing'
  | 'paused'
  | 'media-out'
  | 'ribbon-out'
  | 'head-open'
  | 'hot'
  | 'cutter'
  | 'busy'
  | 'silent'
  | 'unknown'

export interface PrintJob {
  /** Named in logs and by the simulated printer; a job is never sent twice. */
  readonly id: string
  /** One label in the printer's own language. */
  readonly bytes: Uint8Array
}

export interface PrinterListener {
  state(state: PrinterState): void
  fault(failure: Failure): void
}

/**
 * A device that prints labels, one job at a time.
 *
 * `print` answers `printed` only when the printer's own status says that the label has left, and `uncertain` after any
 * fault or silence once bytes may have gone out; it never sends a job again. Before the first byte it throws instead
 * (`printer-not-ready`, `printer-job-running`, `transport-open-failed`): then nothing was sent and the job may be tried
 * again. Aborting the signal ends the waiting, not the printing.
 */
export interface Printer {
  readonly id: string
  readonly name: string
  readonly state: PrinterState
  subscribe(listener: PrinterListener): () => void
  print(job: PrintJob, signal?: AbortSignal): Promise<'printed' | 'uncertain'>
  /** Asks the printer now. */
  refresh(): Promise<PrinterState>
  close(): Promise<void>
}
