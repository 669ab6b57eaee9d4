import type { LineView, StationView } from '../../../core/contract/station-view.ts'
import type { Word } from '../../words/i18n.ts'

/** The questions that the keys of the bar ask over the scan screen. */
export type LineAction = 'void' | 'hold' | 'missing' | 'packing'

type Seen = Pick<StationView, 'line' | 'outstanding' | 'openCase'>

/** Why one of those keys means nothing now: a key that is pressed always gets an answer. */
export function whyNotOffered(key: string, view: Seen): Word {
  if (key === 'F9') return 'page.nothing-to-void'
  if (key === 'F11' && view.openCase) return 'page.case-not-ready'
  return view.line ? 'page.line-done' : 'page.no-line'
}

/** Cases are made of labelled units. */
export const hasCases = (line: LineView): boolean => line.decision === 'label' && line.unitsPerCase > 0

/** Which of the keys F9 to F12 mean something now; a key that would do nothing is not offered. */
export function offeredActions(view: Seen) {
  const { line, openCase } = view
  const isLineOpen = line !== null && !line.closed
  return {
    void: view.outstanding.length > 0,
    hold: isLineOpen && !line.held,
    missing: isLineOpen,
    openCase: openCase === null && isLineOpen && hasCases(line) && !line.held,
    closeCase: openCase?.state === 'open' && openCase.units > 0,
  }
}
