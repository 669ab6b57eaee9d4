import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { LedgerCounts } from './ledger-counts.ts'
import type { Publisher } from './publisher.ts'

/** A publisher of which is known how its last attempt went. */
export interface WatchedPublisher extends Publisher {
  /** Why the newest attempt made no checkpoint public, or null when it did. */
  lastFailure(): Failure | null
}

/** Counts what goes wrong in publishing; everything else is the publisher's. */
export function watchPublisher(publisher: Publisher, counts: LedgerCounts): WatchedPublisher {
  let lastFailure: Failure | null = null
  return {
    ...publisher,
    async publish() {
      try {
        const checkpoint = await publisher.publish()
        lastFailure = null
        return checkpoint
      } catch (error) {
        lastFailure =
          error instanceof BondmarkError
            ? error.toFailure()
            : { code: 'internal', detail: { message: 'publishing failed' } }
        counts.publishingFailed(lastFailure.code)
        throw error
      }
    },
    lastFailure: () => lastFailure,
  }
}
