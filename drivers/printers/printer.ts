import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { PrinterModel, PrintProof } from './models.ts'

/**
 * What a printer's status says. `silent` = no answer in time; `unknown` = never asked, closed, or an answer that names a
 * trouble for which there is no word here: never taken for `ready`.
 */
export type PrinterState =
  | 'ready'
  | 'printing'
  | 'paused'
  | 'media-out'
  | 'ribbon-out'
  | 'head-open'
  | 'jam'
  | 'hot'
  | 'cutter'
  | 'busy'
  | 'silent'
  | 'unknown'

/** What a printer says beside its state; it prints on. */
export type PrinterWarning = 'calibrate-media' | 'clean-head' | 'replace-head' | 'media-low' | 'other'

export interface PrintJob {
  /** Named in logs and by the simulated printer; a job is never sent twice. */
  readonly id: string
  /** One label in the printer's own language. */
  readonly bytes: Uint8Array
}

/**
 * How a job ended. `printed` names what proves it (decision 0029): the printer's own label counter rose by exactly one,
 * or it became idle again and stayed so. `uncertain` says why: any fault or silence once bytes may have gone out.
 */
export type PrintAnswer =
  | { readonly end: 'printed'; readonly proof: PrintProof }
  | { readonly end: 'uncertain'; readonly why: Failure }

/** What a listener throws harms no other listener and no job. */
export interface PrinterListener {
  state(state: PrinterState): void
  fault(failure: Failure): void
}

/**
 * A device that prints labels, one job at a time. Between jobs it is asked by itself now and then, until it is closed.
 * What it holds that is no job of ours makes it `busy`, not `ready`.
 *
 * `print` sends a job once and never again. Before the first byte it throws instead of answering (`printer-not-ready`,
 * `printer-job-running`, `transport-open-failed`): then nothing was sent and the job may be tried again. Aborting the
 * signal ends the waiting, not the printing.
 */
export interface Printer {
  readonly id: string
  readonly name: string
  readonly model: PrinterModel
  readonly state: PrinterState
  readonly warnings: readonly PrinterWarning[]
  /**
   * False behind a spooler or a folder, which carry no answer back: the state stays `unknown`, jobs are taken all the same and
   * end `uncertain` as `printer-cannot-answer`. True until the first connection says otherwise.
   */
  readonly answers: boolean
  /** When it last gave an answer, by the clock of its timer (`nowMs`); null while it never did. */
  readonly seenAtMs: number | null
  subscribe(listener: PrinterListener): () => void
  print(job: PrintJob, signal?: AbortSignal): Promise<PrintAnswer>
  /** Asks the printer now. */
  refresh(): Promise<PrinterState>
  /**
   * Throws away everything that the printer has taken in and not printed. Throws as `print` does before it sends; a printer that
   * cannot answer, or keeps silent afterwards, is out of reach (`printer-not-ready`): it may still hold everything.
   */
  discard(): Promise<void>
  close(): Promise<void>
}
