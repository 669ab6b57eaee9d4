import { toHex } from '../../../core/encoding/hex.ts'
import { BondmarkError, type Failure } from '../../../core/errors/bondmark-error.ts'
import { readManifest } from '../../../core/evidence/manifest.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'
import { batchDocumentName } from '../../documents/document-names.ts'
import { DocumentFrozenError } from '../../documents/document-refusal.ts'
import { readDocument } from '../../replication/document-transfer.ts'
import { documentTags, type SessionFrames } from '../../replication/session-frames.ts'
import type { StationMessage } from '../../replication/session-message.ts'
import type { OfferedBatch } from '../entry/entry.ts'
import type { LedgerContext } from '../ledger-context.ts'
import type { LogStore } from '../log/log-store.ts'
import type { ProvenStation } from '../sessions/admit-station.ts'
import { type DocumentOf, KEPT_BYTES_OF_AUTHOR_MAX } from './document-shelf.ts'
import type { AtTheGate, SessionDocuments, TakenBatch } from './document-worker.ts'
import { freezeDocument } from './freeze-document.ts'

type Frames = SessionFrames<StationMessage>

/** Frames that a killed process may lose: each write waits for the disk, so they are written by twos. */
const FRAMES_UNWRITTEN_MAX = 2

/** A batch as its document brought it. */
export interface FollowedBatch extends OfferedBatch {
  readonly of: DocumentOf
  readonly head: string
  /** Heads of what the station has of the receipts document. */
  readonly receipts: readonly string[]
}

/**
 * Follows a batch document to the heads that its station announces: from what is kept of it when it was cut off before,
 * and out of the log when it is there whole. Throws DocumentFrozenError for one that is frozen, `session-protocol` for
 * one that is not what was announced, and what the session throws.
 */
export async function followBatchDocument(
  frames: Frames,
  { station, kid }: ProvenStation,
  ledger: LedgerContext,
  documents: SessionDocuments,
): Promise<FollowedBatch> {
  const said = await frames.expect('batch', 'batch')
  const of = { document: batchDocumentName(station.split('/').at(-1) ?? '', said.n), kid }
  refuseFrozen(of, ledger)
  const [head] = said.heads
  if (head === undefined || said.heads.length > 1)
    throw new BondmarkError('session-protocol', { reason: 'not one head' })
  const followed = { of, head, station, kid, n: said.batch, receipts: said.receipts }
  const logged = outOfTheLog(of, head, ledger)
  const gate = (from: readonly Uint8Array[]) =>
    documents.take({ ...of, n: said.n, frames: from }).then((taken) => letIn(of, taken, ledger))
  const batch = logged ?? (await receive(frames, of, ledger, gate))
  if (logged !== null) await nothingMore(frames, head)
  if (batch.heads.length !== 1 || batch.heads[0] !== head) {
    ledger.documents.forget(of)
    throw new BondmarkError('session-protocol', { reason: 'document not complete' })
  }
  const { statements, manifest } = batch
  frames.send({ type: 'progress', stage: 'upload', done: statements.length, total: said.statements })
  return { ...followed, statements, manifest }
}

/** Takes what the station has beyond what is kept, and keeps it until the document is whole. */
async function receive(
  frames: Frames,
  of: DocumentOf,
  { documents: shelf, timers }: LedgerContext,
  gate: (frames: readonly Uint8Array[]) => Promise<TakenBatch>,
): Promise<TakenBatch> {
  let kept = shelf.keptOf(of)
  const heads = kept.length > 0 ? (await gate(kept)).heads : []
  frames.send({ type: 'have', heads: [...heads] })
  // The last frame makes the document whole, and what is whole goes into the log: it is written once, there.
  let unwritten: Uint8Array[] = []
  let place = kept.length
  const write = () => {
    if (unwritten.length > 0) shelf.keep(of, unwritten, place, timers.now())
    place += unwritten.length
    unwritten = []
  }
  const reading = {
    tag: documentTags.batch,
    stage: 'upload',
    bytesMax: KEPT_BYTES_OF_AUTHOR_MAX,
    onFrame(frame: Uint8Array) {
      if (unwritten.length >= FRAMES_UNWRITTEN_MAX) write()
      unwritten.push(frame)
    },
  }
  try {
    const arrived = await readDocument(frames, reading, (after) => {
      if (after.length === heads.length && after[0] === heads[0]) return
      if (after.length > 0) throw new BondmarkError('session-protocol', { reason: 'from elsewhere' })
      // What is kept is no beginning of what the station has now: nothing was logged of it, so it is nothing.
      shelf.forget(of)
      kept = []
      place = 0
    })
    return await gate([...kept, ...arrived])
  } catch (error) {
    if (error instanceof BondmarkError && error.code.startsWith('session-')) write()
    throw error
  }
}

/** The same document again: it is read out of the log, and the station need not send it. */
function outOfTheLog(of: DocumentOf, head: string, ledger: LedgerContext): TakenBatch | null {
  const taken = ledger.documents.takenOf(of)
  // A log that was put back from a backup may not hold what is remembered here.
  if (taken === null || ledger.store.linkOf(taken.manifest) === null) return null
  if (taken.head !== head) {
    const failure: Failure = { code: 'document-replaced', detail: { document: of.document } }
    freezeDocument(of, { change: head, failure, heads: [taken.head] }, new Uint8Array(), ledger)
  }
  const { statements, manifest } = loggedBatch(ledger.store, of.kid, taken.manifest)
  return { heads: [head], statements, manifest }
}

/** The statements of a batch that is in the log whole, by its manifest there. */
function loggedBatch(store: LogStore, kid: string, manifestId: string) {
  const manifest = store.statementOf(manifestId)
  if (manifest === null) throw new RangeError(`${manifestId} is not in the log`)
  const { firstSeq, lastSeq } = readManifest(manifest.payload)
  const statements: Uint8Array[] = []
  for (let seq = firstSeq; seq <= lastSeq; seq += 1) {
    const statement = store.statementAt(kid, seq)
    if (statement !== null) statements.push(statement.bytes)
  }
  return { statements, manifest: manifest.bytes }
}

async function nothingMore(frames: Frames, head: string): Promise<void> {
  frames.send({ type: 'have', heads: [head] })
  const reading = { tag: documentTags.batch, stage: 'upload', bytesMax: 0 }
  await readDocument(frames, reading, () => undefined)
}

function refuseFrozen(of: DocumentOf, { documents: shelf }: LedgerContext): void {
  const frozen = shelf.frozenOf(of)
  if (frozen !== null) throw new DocumentFrozenError(frozen)
  if (shelf.hasFrozenTooMany(of.kid)) throw new BondmarkError('documents-frozen-too-many', { kid: of.kid })
}

/** What the gate let in; anything else freezes the document. */
function letIn(of: DocumentOf, taken: AtTheGate, ledger: LedgerContext): TakenBatch {
  if (taken.unlawful === null) return taken.batch
  const { failure } = taken.unlawful
  if (failure.code !== 'document-too-costly') freezeDocument(of, taken.unlawful, taken.evidence, ledger)
  // That says as much about this machine as about the document, and is no last word.
  ledger.documents.forget(of)
  throw new BondmarkError(failure.code, failure.detail)
}

/** The statement id of a batch's manifest. */
export function manifestIdOf(manifest: Uint8Array): string {
  return toHex(sha256Native(manifest))
}
