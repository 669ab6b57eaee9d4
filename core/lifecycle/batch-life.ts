import type { Failure } from '../errors/bondmark-error.ts'
import type { Table } from './transition.ts'
import { transition } from './transition.ts'

/** The life of a batch (FORMATS, "Batch"). */
export type BatchState = 'open' | 'sealed' | 'uploaded' | 'logged' | 'receipted'
export type BatchEvent = 'append' | 'seal' | 'upload' | 'log' | 'receipt'

export const batchLife: Table<BatchState, BatchEvent> = {
  // Nothing is stated into a batch after its manifest: only `open` takes `append`.
  open: { append: 'open', seal: 'sealed' },
  // A sync that was cut off is done again from the start, so a later state takes what has happened already.
  sealed: { upload: 'uploaded' },
  uploaded: { upload: 'uploaded', log: 'logged' },
  logged: { upload: 'logged', log: 'logged', receipt: 'receipted' },
  receipted: { upload: 'receipted', log: 'receipted', receipt: 'receipted' },
}

/** The batch's next state, or why it has none. */
export function nextBatchState(state: BatchState, event: BatchEvent): BatchState | Failure {
  return transition('batch', batchLife, state, event)
}
