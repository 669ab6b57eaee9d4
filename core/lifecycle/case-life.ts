import type { Failure } from '../errors/bondmark-error.ts'
import type { Table } from './transition.ts'
import { transition } from './transition.ts'

/** The life of a case that is packed here. `closing`: full or called full, its SSCC label is on the way. */
export type CaseState = 'open' | 'closing' | 'closed' | 'cancelled'
/** `label-voided` ends one SSCC label; the case stays in `closing` and gets a label with a new SSCC. */
export type CaseEvent = 'add' | 'remove' | 'close' | 'label-voided' | 'label-verified' | 'cancel'

export const caseLife: Table<CaseState, CaseEvent> = {
  open: { add: 'open', remove: 'open', close: 'closing', cancel: 'cancelled' },
  closing: { 'label-verified': 'closed', 'label-voided': 'closing', cancel: 'cancelled' },
  closed: {},
  cancelled: {},
}

/** The case's next state, or why it has none. */
export function nextCaseState(state: CaseState, event: CaseEvent): CaseState | Failure {
  return transition('case', caseLife, state, event)
}
