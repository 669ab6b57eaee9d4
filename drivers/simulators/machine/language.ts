import type { Bitmap } from '../../render/bitmap.ts'
import type { Problem } from './paper.ts'
import type { PrinterQuirks, StoppingFault } from './printer-fault.ts'

/** A document that a strict printer takes. Sizes in dots. */
export interface ReadLabel {
  readonly ok: true
  readonly width: number
  readonly height: number
  readonly copies: number
  readonly comments: readonly string[]
  /** What it says about labels that were broken off; null when it says nothing. */
  readonly reprintsAfterError: boolean | null
  draw(): Bitmap
}

export type Reading = ReadLabel | { readonly ok: false; readonly problems: readonly Problem[] }

/** What a printer does at once, whatever it is printing. */
export type PrinterOrder = 'pause' | 'resume' | 'cancel' | 'restart' | 'feed'

/** What a printer finds in the bytes it receives. */
export type Received =
  | { readonly kind: 'document'; readonly bytes: Uint8Array }
  | { readonly kind: 'question'; readonly question: string }
  | { readonly kind: 'order'; readonly order: PrinterOrder }
  /** A document whose end never came, because another one began. */
  | { readonly kind: 'cut-off'; readonly bytes: Uint8Array }
  | { readonly kind: 'stray'; readonly text: string }

/** Cuts what comes over a wire into whole documents and what is answered or done at once. */
export interface Intake {
  /** What is found in the bytes that are there now; looked for one after the other, as it is asked for. */
  push(bytes: Uint8Array): Iterable<Received>
  /** Bytes of a document whose end has not come. */
  readonly held: number
  /** Whether this byte would begin, or go on with, a question or an order outside a document. */
  isImmediate(byte: number): boolean
  /** Forgets what is held, and answers it. */
  clear(): Uint8Array
}

/** What a printer tells about itself. */
export interface PrinterCondition {
  readonly model: string
  readonly dotsPerMm: number
  readonly stops: ReadonlySet<StoppingFault>
  /** Documents received and not printed yet, the one being printed included. */
  readonly formats: number
  /** A document has begun and its end has not come. */
  readonly partial: boolean
  readonly bufferFull: boolean
  readonly labelsLeft: number
  readonly isImaging: boolean
  readonly isPrinting: boolean
  readonly labelWaiting: boolean
  /** Of the label printed last. */
  readonly heightDots: number
  /** Labels that came out since it was made. */
  readonly labelsPrinted: number
  readonly fedMm: number
  readonly quirks: PrinterQuirks
}

/** Reads one document after another; what one of them sets stays set for the next, until the power goes. */
export interface DocumentReader {
  read(document: Uint8Array): Reading
  reset(): void
}

export interface ReaderOptions {
  readonly dotsPerMm: number
  readonly quirks: PrinterQuirks
}

/** A printer language, as a printer understands it. */
export interface PrinterLanguage {
  /** Of the files that printed documents are kept in. */
  readonly extension: string
  createIntake(quirks: PrinterQuirks): Intake
  createReader(options: ReaderOptions): DocumentReader
  /** null when it keeps silent. */
  answer(question: string, condition: PrinterCondition): Uint8Array | null
}
