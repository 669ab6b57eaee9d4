import { toBase64Url } from '../../core/encoding/base64.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { readDocumentRefusal, type SignedDocumentRefusal } from '../../sync/documents/document-refusal.ts'
import { receivedFailure } from '../../sync/replication/session-message.ts'
import type { StationStore } from '../store/station-store.ts'

type Store = Pick<StationStore, 'settings' | 'batches'>

/** Documents that carry another batch than that of their own number, and what is on record of frozen ones. */
const NUMBERS = 'sync/documents'
const FROZEN = 'sync/frozen'

/** Records of frozen documents that are kept, the newest; the ledger keeps all of its own. */
const KEPT_MAX = 64
/** So many documents of one batch are tried; if all of them freeze, it is the batch or this station. */
const DOCUMENTS_OF_BATCH_MAX = 8

/** A document that is followed no further, on record with the signed word for it. */
export interface FrozenDocument {
  readonly batch: number
  readonly document: string
  /** Who froze it: the ledger a batch document of ours, or this station a receipts document of the ledger's. */
  readonly by: 'ledger' | 'station'
  readonly heads: readonly string[]
  readonly changeHash: string | null
  readonly reason: { readonly code: string; readonly detail: Failure['detail'] }
  readonly at: string
  /** Canonical JSON `bondmark/document-refusal/1` and the signature over it, base64url. */
  readonly refusal: string
  readonly signature: string
}

/**
 * The number of the document that a batch goes in: its own, unless that one is frozen or carries another batch. Which
 * it is stays so until that document freezes too. The manifest names the batch, never the document.
 */
export function documentOf(store: Store, batch: number): number {
  const numbers = numbersOf(store)
  const known = numbers[batch]
  if (known !== undefined) return known
  return Object.values(numbers).includes(batch) ? take(store, batch) : batch
}

/** The batch goes on in another document from now on. Throws `document-frozen-often`. */
export function goOn(store: Store, batch: number): number {
  const frozen = frozenDocuments(store).filter((each) => each.batch === batch)
  if (frozen.length >= DOCUMENTS_OF_BATCH_MAX)
    throw new BondmarkError('document-frozen-often', { batch, count: frozen.length })
  return take(store, batch)
}

/** The next number that no batch and no document has. */
function take(store: Store, batch: number): number {
  const numbers = numbersOf(store)
  const taken = [...store.batches.all().map(({ n }) => n), ...Object.values(numbers)]
  const number = Math.max(...taken) + 1
  store.settings.set(NUMBERS, { ...numbers, [batch]: number })
  return number
}

function numbersOf(store: Store): Record<number, number> {
  return store.settings.get<Record<number, number>>(NUMBERS) ?? {}
}

/** What is on record, the newest last. */
export function frozenDocuments(store: Store): FrozenDocument[] {
  return store.settings.get<FrozenDocument[]>(FROZEN) ?? []
}

/** Puts a frozen document on record, once. */
export function keepFrozen(
  store: Store,
  batch: number,
  kid: string,
  signed: SignedDocumentRefusal,
): FrozenDocument {
  const refusal = readDocumentRefusal(signed.bytes)
  if (refusal === null) throw new TypeError('not a refusal of a document')
  const { document, heads, changeHash, reason, at } = refusal
  const frozen: FrozenDocument = {
    batch,
    document,
    by: refusal.by === kid ? 'station' : 'ledger',
    heads,
    changeHash,
    reason,
    at,
    refusal: toBase64Url(signed.bytes),
    signature: toBase64Url(signed.signature),
  }
  const others = frozenDocuments(store).filter((each) => each.refusal !== frozen.refusal)
  store.settings.set(FROZEN, [...others, frozen].slice(-KEPT_MAX))
  return frozen
}

/** Why a document is frozen, in words that there are. */
export function whyFrozen({ reason: { code, detail } }: FrozenDocument): Failure {
  const said = receivedFailure({ code, detail: { ...detail } })
  return { code: said.code, detail: { ...said.detail } }
}

/** What to do about a frozen document. */
export function nextOfFrozen(store: Store, frozen: FrozenDocument): Failure {
  const { batch, by } = frozen
  const now = documentOf(store, batch)
  const state = store.batches.all().find(({ n }) => n === batch)?.state
  if (state === 'receipted') return { code: 'frozen-went-on', detail: { batch, next: now } }
  if (by === 'station') return { code: 'frozen-by-station', detail: { batch, next: now } }
  const often = frozenDocuments(store).filter((each) => each.batch === batch).length
  if (often >= DOCUMENTS_OF_BATCH_MAX)
    return { code: 'document-frozen-often', detail: { batch, count: often } }
  return { code: 'frozen-goes-on', detail: { batch, next: now } }
}
