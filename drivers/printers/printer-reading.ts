import type { PrinterState, PrinterWarning } from './printer.ts'

/** One answer of a printer, in our words. */
export interface PrinterReading {
  /** The worst of all that is on. */
  readonly state: PrinterState
  /** Null where this answer cannot say. */
  readonly warnings: readonly PrinterWarning[] | null
  /** Nothing is wrong, held or printed: whatever it was sent is out. */
  readonly idle: boolean
  /** It has a whole job in hand: what is only full, or waits for the rest of a job, has not. */
  readonly works: boolean
  /** All that it holds is a job that was begun and whose end has not come. */
  readonly partial: boolean
}

/**
 * What a person has to see to first. A trouble without a name stands below those with one, and above what passes by
 * itself: with it, nothing is ever called ready.
 */
const worstFirst: readonly PrinterState[] = [
  'silent',
  'head-open',
  'jam',
  'media-out',
  'ribbon-out',
  'cutter',
  'hot',
  'unknown',
  'paused',
  'busy',
  'printing',
  'ready',
]

/** The worst of several; `ready` when there is none. */
export function worstOf(states: readonly PrinterState[]): PrinterState {
  return worstFirst.find((state) => states.includes(state)) ?? 'ready'
}

/** States that name the bits which are on; any bit without a row is `unknown`. */
export function statesOf(
  bits: number,
  rows: readonly (readonly [bit: number, state: PrinterState])[],
): PrinterState[] {
  const named = rows.filter(([bit]) => (bits & bit) !== 0)
  const known = rows.reduce((sum, [bit]) => sum | bit, 0)
  const states = named.map(([, state]) => state)
  return (bits & ~known) === 0 ? states : [...states, 'unknown']
}
