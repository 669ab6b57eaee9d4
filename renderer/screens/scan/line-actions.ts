import type { StationView } from '../../../core/contract/station-view.ts'

/** The questions that the keys of the bar ask over the scan screen. */
export type LineAction = 'void' | 'hold' | 'missing'

/** Which of the keys F9 to F12 mean something now; a key that would do nothing is not offered. */
export function offeredActions(view: Pick<StationView, 'line' | 'outstanding' | 'openCase'>) {
  const { line, openCase } = view
  const isLineOpen = line !== null && !line.closed
  return {
    void: view.outstanding.length > 0,
    hold: isLineOpen && !line.held,
    missing: isLineOpen,
    openCase: openCase === null && isLineOpen && !line.held && line.unitsPerCase > 0,
    closeCase: openCase?.state === 'open' && openCase.units > 0,
  }
}
