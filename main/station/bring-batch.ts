import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { DocumentFrozenError } from '../../sync/documents/document-refusal.ts'
import type { Receipt } from '../../sync/documents/receipts-document.ts'
import { type ClockSkew, SKEW_TOLD_MS } from '../../sync/replication/clock-skew.ts'
import { type SyncResult, syncBatch } from '../../sync/replication/sync-batch.ts'
import type { Batch } from '../store/batches.ts'
import { documentOf, type FrozenDocument, goOn, keepFrozen } from './batch-documents.ts'
import { keepLedgerAnswer } from './keep-answer.ts'
import { keepNotices } from './ledger-notices.ts'
import { type SessionSigners, sealedBatch } from './sealed-batch.ts'
import type { Station } from './station.ts'

/** Documents of one batch that are tried in one sync. */
const DOCUMENTS_AT_ONCE_MAX = 3

/** What a batch is brought with, and who is told of it meanwhile. */
export interface Bringing extends Omit<SessionSigners, 'ctx'> {
  readonly station: Pick<Station, 'ctx' | 'changed' | 'broken'>
  readonly url: string
  readonly signal: AbortSignal
  readonly onProgress: (
    stage: Parameters<NonNullable<Parameters<typeof syncBatch>[0]['onProgress']>>[0],
  ) => void
  readonly onClock: (skew: ClockSkew) => void
  readonly onFrozen: (frozen: FrozenDocument) => void
}

/** Nothing is written to a damaged store, receipts neither: the ledger gives them again. Throws `station-readonly`. */
export function requireWhole({ broken }: Pick<Station, 'broken'>): void {
  if (broken) throw new BondmarkError('station-readonly', {})
}

/**
 * Brings one batch to the ledger and keeps what it answers, receipts as they come. Throws what `syncBatch` throws,
 * `receipts-frozen`, `document-frozen-often`, `station-readonly`.
 */
export async function bringBatch(batch: Batch, bringing: Bringing): Promise<SyncResult> {
  const { url, station, trust, signal, onProgress } = bringing
  const { store, identity, logger } = station.ctx
  const sealed = sealedBatch(batch, { ...bringing, ctx: station.ctx })
  const keep = (receipts: readonly Receipt[]) => {
    requireWhole(station)
    store.transaction(() => {
      for (const { id, proof } of receipts) store.batches.receipt(id, proof)
    })
  }
  const bring = (document: number) =>
    syncBatch({
      url,
      station: identity.issuer,
      batch: sealed.batch,
      document,
      known: batch.receipts > 0 ? receiptsOf(batch.n, station) : [],
      identity: sealed.identity,
      logVkey: sealed.logVkey,
      witnessVkeys: trust.witnesses,
      k: trust.k,
      signal,
      onReceipts: keep,
      onProgress,
    })
  const answer = await throughDocuments(batch.n, sealed.identity.kid, bringing, bring)
  bringing.onClock(answer.clock)
  if (Math.abs(answer.clock.skewMs) >= SKEW_TOLD_MS)
    logger.warn(answer.clock, "the ledger's clock differs from this machine's")
  requireWhole(station)
  keepLedgerAnswer(store, batch.n, answer)
  if (answer.notices) keepNotices(store, sealed.identity.kid, answer.notices)
  return answer
}

/** Brings a batch; when its document is frozen, that is put on record, and the batch goes on in the next one. */
async function throughDocuments(
  batch: number,
  kid: string,
  { station, onFrozen }: Bringing,
  bring: (document: number) => Promise<SyncResult>,
): Promise<SyncResult> {
  const { store, logger } = station.ctx
  for (let tries = 1; ; tries += 1) {
    try {
      return await bring(documentOf(store, batch))
    } catch (error) {
      if (!(error instanceof DocumentFrozenError)) throw error
      requireWhole(station)
      const frozen = store.transaction(() => keepFrozen(store, batch, kid, error.signed))
      onFrozen(frozen)
      const { document, by, changeHash, reason } = frozen
      logger.warn({ document, by, change: changeHash, ...reason }, 'document frozen')
      store.transaction(() => goOn(store, batch))
      station.changed()
      // What the ledger wrote is not put right by asking it again at once.
      if (by === 'station') throw new BondmarkError('receipts-frozen', { batch, reason: reason.code })
      if (tries === DOCUMENTS_AT_ONCE_MAX) throw error
    }
  }
}

function receiptsOf(batch: number, { ctx }: Pick<Station, 'ctx'>): Receipt[] {
  const { store } = ctx
  return store.statementsOf(batch).flatMap(({ n, id }) => {
    const proof = store.batches.proofOf(n)
    return proof === null ? [] : [{ id, proof }]
  })
}
