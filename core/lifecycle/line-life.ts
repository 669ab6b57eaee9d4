import type { Detail, Failure } from '../errors/bondmark-error.ts'
import { impossible, rowsOf, type Table, transition } from './transition.ts'

export const lineStates = ['announced', 'receiving', 'held', 'closed'] as const
/** The life of one announced line and lot of an ASN. */
export type LineState = (typeof lineStates)[number]

export const lineEvents = ['revise', 'receive', 'label', 'hold', 'release', 'close'] as const
/**
 * `revise`: a new revision of the plan changes the line; nothing of it is changed once it is closed. `receive`: goods of
 * it are scanned in. `label`: a label of it is verified or given up.
 */
export type LineEvent = (typeof lineEvents)[number]

const row = rowsOf<LineState, LineEvent>(lineEvents)
const notHeld = impossible('line-not-on-hold')

export const lineLife: Table<LineState, LineEvent> = {
  announced: row('line-not-begun', {
    revise: 'announced',
    receive: 'receiving',
    hold: 'held',
    release: notHeld,
    close: 'closed',
  }),
  receiving: row('line-not-on-hold', {
    revise: 'receiving',
    receive: 'receiving',
    label: 'receiving',
    hold: 'held',
    close: 'closed',
  }),
  // They are released before they are received. What was received before the hold may still get its label.
  // A revision may correct its papers; that its goods are held is stated and stays.
  held: row('line-is-held', { revise: 'held', label: 'held', release: 'receiving', close: 'closed' }),
  closed: row('line-is-closed'),
}

/** What the words of a line's reasons call it by. */
export interface LineSubject {
  readonly asn: string
  readonly line: string
  readonly lot: string
}

/** The line's next state, or why it has none. */
export function nextLineState(state: LineState, event: LineEvent, subject: LineSubject): LineState | Failure {
  const { asn, line, lot } = subject
  const detail: Detail = { asn, line, lot }
  return transition(lineLife, state, event, detail)
}
