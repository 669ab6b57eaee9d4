import type { Failure } from '../errors/bondmark-error.ts'
import type { Table } from './transition.ts'
import { transition } from './transition.ts'

/** The life of one announced line and lot of an ASN. */
export type LineState = 'announced' | 'receiving' | 'held' | 'closed'
/** `revise`: a new revision of the plan changes the line; nothing of it is changed once it is closed. */
export type LineEvent = 'revise' | 'receive' | 'hold' | 'release' | 'close'

export const lineLife: Table<LineState, LineEvent> = {
  announced: { revise: 'announced', receive: 'receiving', hold: 'held', close: 'closed' },
  receiving: { revise: 'receiving', receive: 'receiving', hold: 'held', close: 'closed' },
  // Held once, however many of its goods are scanned; they are released before they are received.
  // A revision may correct its papers; that its goods are held is stated and stays.
  held: { revise: 'held', hold: 'held', release: 'receiving', close: 'closed' },
  closed: {},
}

/** The line's next state, or why it has none. */
export function nextLineState(state: LineState, event: LineEvent): LineState | Failure {
  return transition('line', lineLife, state, event)
}
