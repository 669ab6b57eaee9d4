import type { PrinterReading } from './printer-reading.ts'

/** An answer found in what was heard, or why what stands in its place is none; `end` is the place behind it. */
export type Found<T> = { readonly end: number } & ({ readonly said: T } | { readonly wrong: string })

/** Something that a printer is asked. */
export interface Question<T> {
  readonly bytes: Uint8Array
  /** Looks for the answer in what was heard since it was asked, a character a byte; null while it is not all there. */
  find(heard: string): Found<T> | null
}

/** How a printer is spoken to beside its jobs. */
export interface Dialect {
  readonly status: Question<PrinterReading>
  /** Asked when the status keeps silent or is not good; null answers that nothing is wrong, as far as it knows. */
  readonly errors: Question<PrinterReading | null> | null
  /** Labels printed in its life, where the model counts them. */
  readonly counter: Question<number> | null
  /** Ends a job that was cut off, where the status shows one; null where it does not, so that all is thrown away. */
  readonly endPartial: Uint8Array | null
  /**
   * Means nothing between jobs, and may be sent as often as it takes: a picture that was cut off takes the next bytes for its
   * own, questions included. Null where questions are heard at any time.
   */
  readonly filler: Uint8Array | null
  /** Throws away all that the printer has taken in and not printed. */
  readonly discard: Uint8Array
}

export const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1')
