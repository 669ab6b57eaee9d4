/**
 * What can go wrong with a printer. The first six stop it (`paused` included); the others are of its voice, its power,
 * its wire and its buffer.
 */
export const printerFaults = [
  'media-out',
  'ribbon-out',
  'head-open',
  'hot',
  'cutter',
  'jam',
  'paused',
  /** It prints, and answers nothing. */
  'silent',
  /** It answers, too late. */
  'late',
  /** It answers rubbish. */
  'garbled',
  /** What it has received is gone, and what was set goes back to the default. */
  'power-off',
  'wire-cut',
  /** It takes no more data; questions are still heard. */
  'buffer-full',
  /** It takes nothing at all: XOFF, or CTS low, for ever. */
  'stalled',
] as const

export type PrinterFault = (typeof printerFaults)[number]

export const stoppingFaults = [
  'media-out',
  'ribbon-out',
  'head-open',
  'hot',
  'cutter',
  'jam',
  'paused',
] as const satisfies readonly PrinterFault[]

/** A fault with which no label is begun. */
export type StoppingFault = (typeof stoppingFaults)[number]

export function isStopping(fault: PrinterFault): fault is StoppingFault {
  return (stoppingFaults as readonly PrinterFault[]).includes(fault)
}

const cutting: readonly PrinterFault[] = ['media-out', 'ribbon-out', 'head-open', 'jam']

/** A fault that breaks off the label that is being printed; the other stopping faults let it come out whole. */
export function breaksOff(fault: PrinterFault): boolean {
  return cutting.includes(fault)
}

/**
 * When a fault strikes: at once; after so many more bytes were received; when that much of the next label is on paper (0
 * to 1); or right after the next label came out, before anybody is told.
 */
export type FaultMoment = 'now' | { readonly onBytes: number } | { readonly midLabel: number } | 'after-print'

export interface FaultOptions {
  readonly at?: FaultMoment
  /** Of `late`. */
  readonly lateMs?: number
}

/** Ways of real firmware that differ from the manual, or that the manual leaves open. */
export interface PrinterQuirks {
  /** After a fault in the middle of a label, prints it again whatever `^JZN` or `SET REPRINT OFF` said. */
  readonly reprintsRegardless: boolean
  /** Every label comes out twice. */
  readonly printsTwo: boolean
  /** Knows no `:Z64:` graphics. */
  readonly refusesZ64: boolean
  /** Answers nothing while paper moves. */
  readonly silentWhilePrinting: boolean
  /** Answers `~HS` also where the manual says that it does not. */
  readonly answersInFaults: boolean
  /** A format leaves the count of formats when it is read, not when it is printed; "labels remaining" still tells of it. */
  readonly forgetsReadFormats: boolean
  /** When a fault is mended it is paused, and goes on when somebody presses PAUSE. */
  readonly staysPausedAfterFault: boolean
  /** Obeys `ESC !` commands inside a TSPL bitmap, and loses their bytes from it, as the manual of `ESC ! D` warns. */
  readonly obeysInBitmaps: boolean
  /** Holds each label in the peeler until it is taken. */
  readonly peels: boolean
}

export const noQuirks: PrinterQuirks = {
  reprintsRegardless: false,
  printsTwo: false,
  refusesZ64: false,
  silentWhilePrinting: false,
  answersInFaults: false,
  forgetsReadFormats: false,
  staysPausedAfterFault: false,
  obeysInBitmaps: false,
  peels: false,
}
