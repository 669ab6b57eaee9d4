import type { Failure } from '../errors/bondmark-error.ts'
import type { Table } from './transition.ts'
import { transition } from './transition.ts'

/** The life of a printed label, of a unit or of a case (DESIGN §7). */
export type LabelState = 'reserved' | 'sent' | 'printed' | 'verified' | 'uncertain' | 'voided'
/**
 * `send`: the bytes are about to go out. `print-confirmed`: the printer's status proves it. `doubt`: a fault, silence, or
 * a crash while it was sent. `scan-back`: the label was read on the goods. `void`: a person or the recovery gives it up.
 */
export type LabelEvent = 'send' | 'print-confirmed' | 'doubt' | 'scan-back' | 'void'

export const labelLife: Table<LabelState, LabelEvent> = {
  // Sent once at most: no state but this one takes `send`.
  reserved: { send: 'sent', void: 'voided' },
  // A label that is read has been printed, whatever the printer has not said yet. Voiding waits for the printer's answer
  // or its silence, because only then is it known whether a paper label must be taken out of the way.
  sent: { 'print-confirmed': 'printed', doubt: 'uncertain', 'scan-back': 'verified' },
  printed: { 'scan-back': 'verified', doubt: 'uncertain', void: 'voided' },
  // Ends by reading the label or by giving it up. A late `print-confirmed` does not end it.
  uncertain: { 'scan-back': 'verified', doubt: 'uncertain', void: 'voided' },
  // The unit lives; voiding now also decommissions it.
  verified: { void: 'voided' },
  voided: {},
}

/** The label's next state, or why it has none. */
export function nextLabelState(state: LabelState, event: LabelEvent): LabelState | Failure {
  return transition('label', labelLife, state, event)
}

/** Whether a label is still out: neither verified nor voided, so its line is not done. */
export function isOutstanding(state: LabelState): boolean {
  return state !== 'verified' && state !== 'voided'
}
