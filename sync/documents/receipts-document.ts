import { createHash } from 'node:crypto'
import { parseTlogProof } from '../../core/log/tlog-proof.ts'
import { type EvidenceDoc, writeEvidence } from './evidence-document.ts'
import type { DocumentLaw } from './gate.ts'

/** The proof that a statement is in the log: the text of a C2SP tlog-proof. */
export interface Receipt {
  /** Statement id, lower-case hex. */
  readonly id: string
  readonly proof: string
}

/** A proof has at most 63 hashes of 45 bytes, and a checkpoint with a few signature lines. */
const PROOF_BYTES_MAX = 16 * 1024
const STATEMENT_ID = /^[0-9a-f]{64}$/

/** The Automerge actor that alone may write the receipts of a batch: the log's. */
function receiptsActor(logKid: string, batch: string): string {
  return createHash('sha256').update(`bondmark/receipts/1\0${logKid}/${batch}`).digest('hex').slice(0, 32)
}

/**
 * The document with a batch's receipts: in the log's order, and in parts by the checkpoint that each proves. A log only
 * grows, so what is logged of a batch later comes after what it holds, and the document is longer and never another.
 * The station that has some of the receipts builds the same beginning of it. Throws `proof-malformed`.
 */
export function writeReceiptsDocument(
  logKid: string,
  batch: string,
  receipts: readonly Receipt[],
): EvidenceDoc {
  const encoder = new TextEncoder()
  const placed = receipts
    .map(({ id, proof }) => ({ ...placeOf(proof), id, proof }))
    .sort((a, b) => a.index - b.index)
  const parts = new Map<string, [string, Uint8Array][]>()
  for (const { id, proof, checkpoint } of placed) {
    const part = parts.get(checkpoint) ?? []
    part.push([id, encoder.encode(proof)])
    parts.set(checkpoint, part)
  }
  return writeEvidence(receiptsActor(logKid, batch), [...parts.values()])
}

/** Where a proof says its leaf is, and the checkpoint that it ends with. */
function placeOf(proof: string): { index: number; checkpoint: string } {
  const { index, checkpoint } = parseTlogProof(proof)
  return { index, checkpoint }
}

/** The receipts in a document that the gate let in. Throws TypeError for bytes that are not UTF-8. */
export function readReceiptsDocument(doc: EvidenceDoc): Map<string, string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  return new Map(Object.entries(doc).map(([id, bytes]) => [id, decoder.decode(bytes)]))
}

/** What the gate asks of a receipts document: written by the log, under the ids of statements. */
export function receiptsLaw(
  document: string,
  logKid: string,
  batch: string,
  entriesMax: number,
): DocumentLaw {
  return {
    document,
    actor: receiptsActor(logKid, batch),
    entriesMax,
    valueBytesMax: PROOF_BYTES_MAX,
    totalBytesMax: entriesMax * PROOF_BYTES_MAX,
    keyFits: (key) => STATEMENT_ID.test(key),
  }
}
