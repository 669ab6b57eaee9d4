import { fromBase64Url, toBase64Url } from '../../core/encoding/base64.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { SignedRefusal } from '../../core/statement/refusal.ts'
import type { WaitingForEarlier } from '../../sync/replication/session-message.ts'
import type { SyncResult } from '../../sync/replication/station-session.ts'
import type { StationStore } from '../store/station-store.ts'

/** What a ledger answered to a batch, verified, by whichever way it came. */
export type LedgerAnswer = Pick<SyncResult, 'receipts' | 'refused' | 'waiting'>

/** Keeps it, in one transaction, and moves the batch on. The same answer again changes nothing. */
export function keepLedgerAnswer(store: StationStore, batch: number, answer: LedgerAnswer): void {
  store.transaction(() => {
    // The ledger's own signed words on what it did not take: a supervisor's case against it, or against us.
    if (answer.refused.length > 0) {
      const signed = answer.refused.map(({ signed: { bytes, signature } }) => {
        return { bytes: toBase64Url(bytes), signature: toBase64Url(signature) }
      })
      store.settings.set(refusalsKey(batch), signed)
    }
    store.settings.set(waitingKey(batch), answer.waiting ?? null)
    for (const { id, proof } of answer.receipts) store.batches.receipt(id, proof)
    const now = store.batches.all().find(({ n }) => n === batch)
    const isWhole = now !== undefined && now.receipts === now.statements
    const some = (now?.receipts ?? 0) > 0
    store.batches.setState(batch, isWhole ? 'receipted' : some ? 'logged' : 'uploaded')
  })
}

const refusalsKey = (batch: number) => `refusals/${batch}`

/** What the ledger signed about the statements of a batch that it did not take, when it was asked last. */
export function refusalsOf(store: Pick<StationStore, 'settings'>, batch: number): SignedRefusal[] {
  const kept = store.settings.get<{ bytes: string; signature: string }[]>(refusalsKey(batch)) ?? []
  return kept.map((each) => ({
    bytes: fromBase64Url(each.bytes),
    signature: fromBase64Url(each.signature),
  }))
}

const waitingKey = (batch: number) => `waiting/${batch}`

/** What the ledger said it lacks before this batch, when it was asked last; null when it lacks nothing. */
export const waitingOf = (store: Pick<StationStore, 'settings'>, batch: number): WaitingForEarlier | null =>
  store.settings.get<WaitingForEarlier>(waitingKey(batch))

/** That a batch is with the ledger and not logged, in words. */
export function waitingSentence(batch: number, waiting: WaitingForEarlier): Failure {
  // The day is as much as a person needs, and that of UTC is never later than the ledger's own.
  const until = new Date(waiting.until).toISOString().slice(0, 10)
  const { firstMissingSeq: first, lastMissingSeq: last, previous } = waiting
  if (first === null || last === null) return { code: 'sync-waiting-key', detail: { batch, previous, until } }
  return { code: 'sync-waiting', detail: { batch, first, last, until } }
}
