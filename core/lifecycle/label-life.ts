import type { Detail, Failure } from '../errors/bondmark-error.ts'
import { impossible, rowsOf, type Table, transition } from './transition.ts'

export const labelStates = ['reserved', 'sent', 'printed', 'verified', 'uncertain', 'voided'] as const
/** The life of a printed label, of a unit or of a case (DESIGN §7). */
export type LabelState = (typeof labelStates)[number]

export const labelEvents = [
  'send',
  'not-sent',
  'print-confirmed',
  'doubt',
  'restore',
  'scan-back',
  'void',
] as const
/**
 * `send`: the bytes are about to go out. `not-sent`: the driver proves that not one of them did. `print-confirmed`: the printer's status proves it. `doubt`: a fault, silence, or
 * a crash while it was sent. `restore`: its record came back from a backup, and what happened to it since is not known
 * here. `scan-back`: the label was read on the goods. `void`: a person or the recovery gives it up.
 */
export type LabelEvent = (typeof labelEvents)[number]

const row = rowsOf<LabelState, LabelEvent>(labelEvents)
const sentOnce = impossible('label-already-sent')

export const labelLife: Table<LabelState, LabelEvent> = {
  // Sent once at most: no state but this one takes `send`, and only `not-sent` leads back to it (decision 0032).
  reserved: row('label-not-printed', { send: 'sent', restore: 'uncertain', void: 'voided' }),
  // A label that is read has been printed, whatever the printer has not said yet. Voiding waits for the printer's answer
  // or its silence, because only then is it known whether a paper label must be taken out of the way.
  sent: row('label-awaits-printer', {
    send: sentOnce,
    'not-sent': 'reserved',
    'print-confirmed': 'printed',
    doubt: 'uncertain',
    restore: 'uncertain',
    'scan-back': 'verified',
  }),
  printed: row('label-already-printed', {
    send: sentOnce,
    'scan-back': 'verified',
    doubt: 'uncertain',
    restore: 'uncertain',
    void: 'voided',
  }),
  // Ends by reading the label or by giving it up. A late `print-confirmed` does not end it.
  uncertain: row('label-in-doubt', {
    send: sentOnce,
    'scan-back': 'verified',
    doubt: 'uncertain',
    restore: 'uncertain',
    void: 'voided',
  }),
  // The unit lives; voiding now also decommissions it.
  verified: row('label-already-verified', { send: sentOnce, void: 'voided' }),
  voided: row('label-voided'),
}

/** The label's next state, or why it has none; the words of a reason call it by `serial`. */
export function nextLabelState(
  state: LabelState,
  event: LabelEvent,
  subject: Detail & { readonly serial: string },
): LabelState | Failure {
  return transition(labelLife, state, event, subject)
}

/** Whether a label is still out: neither verified nor voided, so its line is not done. */
export function isOutstanding(state: LabelState): boolean {
  return state !== 'verified' && state !== 'voided'
}
