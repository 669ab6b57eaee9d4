import type { StationNotice } from '../../core/contract/station-notice.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { ClockSkew } from '../../sync/replication/clock-skew.ts'
import type { StationMembers } from '../members/station-members.ts'
import type { StationStore } from '../store/station-store.ts'
import type { Beyond } from './ask-beyond.ts'
import { frozenDocuments } from './batch-documents.ts'
import type { StationContext } from './context.ts'
import { keptNotices, noticeTold } from './ledger-notices.ts'

/** The answer of `sync --json` (FORMATS). */
export interface SyncAnswer {
  readonly ok: boolean
  readonly batches: readonly {
    batch: number
    state: string
    statements: number
    receipts: number
    refused: readonly { id: string; code: string }[]
    /** Documents of it that are followed no further; it goes on in another one. */
    frozen?: readonly { document: string; by: 'ledger' | 'station'; change: string | null; reason: string }[]
  }[]
  readonly bytesSent: number
  readonly bytesReceived: number
  /** A newer list of members that was taken. */
  readonly members?: { readonly head: string; readonly changes: readonly Failure[] }
  /** The ledger's clock against this machine's, in ms; positive when it is ahead. */
  readonly clock?: ClockSkew
  /** What others have stated that contradicts this station's statements, each as the log has signed it. */
  readonly notices?: readonly (StationNotice & { readonly code: string })[]
  /** After a restore: statements of the key before that the ledger holds and this workspace does not. */
  readonly beyond?: readonly Beyond[]
}

/** What one sync came to, beside what is in the store. */
export interface SyncOutcome {
  readonly ok: boolean
  readonly bytesSent: number
  readonly bytesReceived: number
  /** By batch. */
  readonly refused: ReadonlyMap<number, readonly { id: string; code: string }[]>
  readonly beyond: readonly Beyond[]
  readonly clock: ClockSkew | null
  /** A newer list of members that this sync has taken. */
  readonly taken: StationMembers['taken']
}

/** The answer after a sync: the batches as they stand now, with what the sync itself met. */
export function syncAnswerOf(
  { ok, bytesSent, bytesReceived, refused, beyond, clock, taken }: SyncOutcome,
  { store, identity }: Pick<StationContext, 'store' | 'identity'>,
): SyncAnswer {
  const notices = keptNotices(store, identity.kid).map((notice) => ({
    ...notice,
    code: noticeTold(notice).sentence.code,
  }))
  const touched = store.batches.all().filter((batch) => batch.statements > 0)
  const batches = touched.map(({ n, state, statements, receipts }) => ({
    batch: n,
    state,
    statements,
    receipts,
    refused: refused.get(n) ?? [],
    ...frozenOf(store, n),
  }))
  return {
    ok,
    batches,
    bytesSent,
    bytesReceived,
    ...(clock && { clock }),
    ...(beyond.length > 0 && { beyond }),
    ...(notices.length > 0 && { notices }),
    ...(taken && { members: { head: taken.head, changes: taken.changes } }),
  }
}

function frozenOf(store: StationStore, batch: number): Pick<SyncAnswer['batches'][number], 'frozen'> {
  const frozen = frozenDocuments(store)
    .filter((each) => each.batch === batch)
    .map(({ document, by, changeHash, reason }) => ({
      document,
      by,
      change: changeHash,
      reason: reason.code,
    }))
  return frozen.length > 0 ? { frozen } : {}
}
