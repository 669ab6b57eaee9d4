import type { ScannedSymbol } from '../../drivers/scanners/scanner.ts'
import type { Desk, LastSymbol } from './desk.ts'
import type { Outcome } from './outcome.ts'

/** The page's keyboard wedge, which hears every scanner that types. */
const WEDGE = 'wedge'

/** A window that is busy hears a scan late, and a scanner that ends its symbols by silence alone is heard after it. */
const ECHO_MS = 1000

const isHeardBy = (
  last: LastSymbol,
  symbol: ScannedSymbol,
  text: string,
  instantMs: number,
  device: string,
) =>
  last.text === text &&
  !last.isEcho &&
  Math.abs(instantMs - last.instantMs) <= ECHO_MS &&
  (symbol.device === WEDGE ? last.isTyped === true : device === WEDGE)

/**
 * Whether this is a trigger pull that was taken already, heard again: a scanner in keyboard mode that is read through hidraw
 * types into the window as well, unless a udev line keeps the system from it (decision 0027). Each pull is matched once, so two
 * pulls of the same code stay two.
 */
export function isEcho(desk: Desk, symbol: ScannedSymbol, text: string, instantMs: number): boolean {
  if (symbol.device !== WEDGE && !symbol.isTyped) return false
  return Object.entries(desk.last).some(([device, last]) => isHeardBy(last, symbol, text, instantMs, device))
}

/** Nothing is said of it: the answer to the pull stands. */
export const echoed = ({ state }: Desk): Outcome => ({
  kind: state.kind,
  sentence: state.sentence,
  next: state.next,
  recent: 'note',
  desk: {},
  isEcho: true,
})
