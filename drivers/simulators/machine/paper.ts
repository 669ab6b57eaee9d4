import type { Bitmap } from '../../render/bitmap.ts'

/** One label that came out of a simulated printer, or the part of it that did. */
export interface Paper {
  /** Counts from 1 since the printer was made. */
  readonly index: number
  /** Which of the accepted documents it is of; they count from 1. */
  readonly document: number
  /** The name in the document's comment, `bondmark job NAME`; empty when it has none. */
  readonly job: string
  /** The document as it was received. */
  readonly bytes: Uint8Array
  /** All of it is there. */
  readonly whole: boolean
  readonly heightDots: number
  /** Rows that are on the paper, from the top. */
  readonly printedDots: number
  /** The firmware printed the label again after a fault had broken it off. */
  readonly reprinted: boolean
  /** Which copy of the document, from 1. */
  readonly copy: number
  /** When it came out, by the printer's timer. */
  readonly atMs: number
  /** Where it is kept, when the printer was given a place. */
  readonly file?: string
  /** What is on it; white below where it was broken off. Drawn when it is first asked for. */
  readonly bitmap: Bitmap
}

/** Why an accepted document, or the beginning of one, never becomes paper. */
export type LossReason =
  /** The printer was switched off. */
  | 'power-off'
  /** Thrown away: `~JA`, `ESC ! .`, the CANCEL button. */
  | 'cancelled'
  /** The strict interpreter refused it: see the problems. */
  | 'refused'
  /** It had no end: another one began, or the connection was cut. */
  | 'cut-off'
  /** It could not be kept, so it does not count as printed. */
  | 'not-kept'

export interface Loss {
  /** 0 for what was never accepted as a whole document. */
  readonly document: number
  readonly job: string
  readonly bytes: Uint8Array
  readonly why: LossReason
}

/** What a strict printer had to refuse. */
export interface Problem {
  /** Place in the document, bytes. */
  readonly at: number
  readonly command: string
  readonly reason: string
}
