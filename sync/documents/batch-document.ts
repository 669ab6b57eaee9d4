import { createHash } from 'node:crypto'
import { BATCH_STATEMENTS_MAX } from '../../core/evidence/manifest.ts'
import { type EvidenceDoc, writeEvidence } from './evidence-document.ts'
import type { DocumentLaw } from './gate.ts'

/** A statement in its one encoding, and its id: lower-case hex of SHA-256 over all its bytes. */
export interface StatementBytes {
  readonly id: string
  readonly bytes: Uint8Array
}

/** A batch as it goes into its document: one station's statements in chain order, then the supervisor's manifest. */
export interface SealedBatch {
  readonly n: number
  readonly statements: readonly StatementBytes[]
  readonly manifest: StatementBytes
}

/** A log entry's length is a uint16 in tlog-tiles. */
export const STATEMENT_BYTES_MAX = 65_535
/** Bounds what one session may hold in memory: a full batch of ordinary statements is about 8 MB. */
export const BATCH_BYTES_MAX = 64 * 1024 * 1024

const MANIFEST_KEY = 'manifest'

/** The Automerge actor that alone may write batch `n` of the station with this key. */
export function batchActor(kid: string, n: number): string {
  return createHash('sha256').update(`bondmark/batch/1\0${kid}/${n}`).digest('hex').slice(0, 32)
}

/**
 * Document `n` of the station with this key, with a sealed batch in it; the same batch gives the same heads wherever
 * it is built. The number is the batch's own, unless that document was frozen and the batch goes on in another one.
 */
export function writeBatchDocument(kid: string, batch: SealedBatch, n = batch.n): EvidenceDoc {
  const entries = batch.statements.map(({ id, bytes }) => [id, bytes] as const)
  return writeEvidence(batchActor(kid, n), [[...entries, [MANIFEST_KEY, batch.manifest.bytes]]])
}

/** What is in a batch document that the gate let in; the map keeps no order, the chain in the statements does. */
export function readBatchDocument(doc: EvidenceDoc): {
  statements: Map<string, Uint8Array>
  manifest: Uint8Array | null
} {
  const statements = new Map(Object.entries(doc))
  const manifest = statements.get(MANIFEST_KEY) ?? null
  statements.delete(MANIFEST_KEY)
  return { statements, manifest }
}

/** What the gate asks of a batch document. */
export function batchLaw(document: string, kid: string, n: number): DocumentLaw {
  return {
    document,
    actor: batchActor(kid, n),
    entriesMax: BATCH_STATEMENTS_MAX + 1,
    valueBytesMax: STATEMENT_BYTES_MAX,
    totalBytesMax: BATCH_BYTES_MAX,
    keyFits: (key, value) => key === MANIFEST_KEY || key === createHash('sha256').update(value).digest('hex'),
  }
}
