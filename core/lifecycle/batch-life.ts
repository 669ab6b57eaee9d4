import type { Detail, Failure } from '../errors/bondmark-error.ts'
import { impossible, rowsOf, type Table, transition } from './transition.ts'

export const batchStates = ['open', 'sealed', 'uploaded', 'logged', 'receipted'] as const
/** The life of a batch (FORMATS, "Batch"). */
export type BatchState = (typeof batchStates)[number]

export const batchEvents = ['append', 'seal', 'upload', 'log', 'receipt'] as const
export type BatchEvent = (typeof batchEvents)[number]

const row = rowsOf<BatchState, BatchEvent>(batchEvents)
const notUploaded = impossible('batch-not-uploaded')
const notLogged = impossible('batch-not-logged')

export const batchLife: Table<BatchState, BatchEvent> = {
  // Nothing is stated into a batch after its manifest: only `open` takes `append`.
  open: row('batch-not-sealed', { append: 'open', seal: 'sealed' }),
  // A sync that was cut off is done again from the start, so a later state takes what has happened already.
  sealed: row('batch-already-sealed', { upload: 'uploaded', log: notUploaded, receipt: notUploaded }),
  uploaded: row('batch-already-sealed', { upload: 'uploaded', log: 'logged', receipt: notLogged }),
  logged: row('batch-already-sealed', { upload: 'logged', log: 'logged', receipt: 'receipted' }),
  receipted: row('batch-already-sealed', { upload: 'receipted', log: 'receipted', receipt: 'receipted' }),
}

/** The batch's next state, or why it has none; the words of a reason call it by `batch`. */
export function nextBatchState(
  state: BatchState,
  event: BatchEvent,
  subject: Detail & { readonly batch: number },
): BatchState | Failure {
  return transition(batchLife, state, event, subject)
}
