import { writeBatchFile } from '../../core/archive/batch-file.ts'
import { RECEIPTS_FILE_BYTES_MAX, readReceiptsFile } from '../../core/archive/receipts-file.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { TrustFile } from '../../core/evidence/trust.ts'
import { parseVkey } from '../../core/log/vkey.ts'
import type { Sign } from '../../core/statement/ed25519.ts'
import { readRefusal } from '../../core/statement/refusal.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { SealedBatch } from '../../sync/documents/batch-document.ts'
import { checkReceipts, proofChecker } from '../../sync/replication/receipt-check.ts'
import { receivedFailure } from '../../sync/replication/session-message.ts'
import type { LedgerAnswer } from './keep-answer.ts'

/** The station's key whose chain a batch is, its issuer URI, and the log that the batch is for. */
interface Sender {
  readonly kid: string
  readonly sign: Sign
  readonly station: string
  readonly logVkey: string
}

/** The file in which a sealed batch is carried to the ledger (`docs/formats/batch-file.md`). */
export function exportBatch(
  { n, statements, manifest }: SealedBatch,
  { kid, sign, station, logVkey }: Sender,
): Uint8Array {
  const bytes = statements.map((each) => each.bytes)
  const { name: origin } = parseVkey(logVkey)
  const file = { kid, batch: n, origin, station, manifest: manifest.bytes, statements: bytes }
  return writeBatchFile(file, sign, sha256Native)
}

/** What was sent, found again by the number of its batch. */
type Sent = (n: number) => { readonly batch: SealedBatch; readonly identity: { readonly kid: string } }

/**
 * What a ledger answered to an exported batch: signed by the trusted log, about exactly that batch, each receipt and
 * refusal verified as after a session. Throws what `readReceiptsFile` throws, `sync-file-foreign`, `receipt-…`,
 * `refusal-…`, and what `sent` throws.
 */
export function readAnswerFile(
  bytes: Uint8Array,
  { logs, witnesses, k }: TrustFile,
  sent: Sent,
): { readonly n: number; readonly answer: LedgerAnswer } {
  const [logVkey = ''] = logs
  const { name, publicKey } = parseVkey(logVkey)
  if (bytes.length > RECEIPTS_FILE_BYTES_MAX)
    throw new BondmarkError('sync-file-malformed', { at: bytes.length, reason: 'too large' })
  const file = readReceiptsFile(bytes, publicKey, verifyEd25519, sha256Native)
  if (file.origin !== name)
    throw new BondmarkError('sync-file-foreign', { found: file.origin, expected: name })
  const { batch, identity } = sent(file.batch)
  if (file.kid !== identity.kid || file.manifest !== batch.manifest.id)
    throw new BondmarkError('sync-file-foreign', { found: file.manifest, expected: batch.manifest.id })
  const refused = file.refused.map((signed) => {
    const { statement, code, detail } = readRefusal(signed, publicKey, verifyEd25519)
    return { id: statement, ...receivedFailure({ code, detail }), signed }
  })
  const proofs = new Map(file.receipts.map(({ id, proof }) => [id, proof]))
  const owed = new Set(refused.map(({ id }) => id))
  if (file.waiting !== null)
    for (const { id } of [...batch.statements, batch.manifest]) if (!proofs.has(id)) owed.add(id)
  const policy = { batch, logVkey, witnessVkeys: witnesses, k }
  const receipts = checkReceipts(policy, proofs, owed, proofChecker(policy, new Map()))
  return { n: file.batch, answer: { receipts, refused, ...(file.waiting && { waiting: file.waiting }) } }
}
