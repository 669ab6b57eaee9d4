import { createHash } from 'node:crypto'
import { readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { archiveEntry, archiveHead, DIGEST_LENGTH } from '../../core/archive/batch-archive.ts'
import { verifyArchive } from '../../core/archive/verify-archive.ts'
import { eventIdOf } from '../../core/epcis/event-hash.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { TrustFile } from '../../core/evidence/trust.ts'
import { exactTlogProof } from '../../core/log/tlog-proof.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { DurableFile } from '../../platform/files/durable-file.ts'
import { syncFolder } from '../../platform/files/write-durably.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { Archived } from '../store/archives.ts'
import type { Batch } from '../store/batches.ts'
import type { StationStore } from '../store/station-store.ts'
import { filePieces } from './file-pieces.ts'

export interface ArchiveTask {
  readonly store: StationStore
  readonly trust: TrustFile
  /** The workspace's membership file. */
  readonly membershipFile: string
  readonly batch: Batch
  readonly out: string
  /** When it is done, RFC 3339. */
  readonly at: string
  readonly onProgress: (done: number, total: number) => void
}

/** Statements held at a time. */
const PAGE = 100

/**
 * Copies a receipted batch to a file of its own, in which everything that proves it stands, and has the file verified as
 * anybody would before it is remembered. The same batch under the same membership gives the same bytes. Throws
 * `archive-not-receipted`, `receipt-missing`, `archive-unverified`, and what the system says of the file.
 */
export function archiveBatch(task: ArchiveTask): Archived & { readonly statements: number } {
  const { store, batch, out, trust, at } = task
  if (batch.state !== 'receipted')
    throw new BondmarkError('archive-not-receipted', { batch: batch.n, state: batch.state })
  // An archive that stands there already gives way to one that verifies, and to nothing else.
  const fresh = `${out}.new`
  const { bytes, sha256 } = write(task, fresh)
  const verdict = verifyArchive(() => filePieces(fresh), {
    trust,
    verify: verifyEd25519,
    eventIdOf: (event) => eventIdOf(event),
    sha256: sha256Native,
    membership: null,
  })
  if (!verdict.ok || verdict.manifest?.batch !== batch.n) {
    rmSync(fresh)
    const reason = verdict.reason ?? verdict.statements.find(({ ok }) => !ok)?.reason ?? 'manifest-differs'
    throw new BondmarkError('archive-unverified', { batch: batch.n, file: out, reason })
  }
  renameSync(fresh, out)
  syncFolder(dirname(out))
  const archived = { batch: batch.n, file: out, sha256, bytes, at }
  store.transaction(() => store.archives.put(archived))
  return { ...archived, statements: batch.statements }
}

function write(
  { store, trust, membershipFile, batch, onProgress }: ArchiveTask,
  out: string,
): { bytes: number; sha256: string } {
  const membership = readMembershipFile(readFileSync(membershipFile, 'utf8'))
  const file = new DurableFile(out)
  const inner = createHash('sha256')
  const put = (piece: Uint8Array) => {
    inner.update(piece)
    file.append(piece)
  }
  try {
    file.append(new Uint8Array(DIGEST_LENGTH))
    put(archiveHead(membership, batch.statements))
    let done = 0
    for (const entry of entriesOf(store, trust, batch.n)) {
      put(entry)
      onProgress(++done, batch.statements)
    }
    if (done !== batch.statements)
      throw new Error(`batch ${batch.n} holds ${done} statements, not ${batch.statements}`)
    file.overwrite(0, inner.digest())
    file.commit()
  } catch (error) {
    file.abandon()
    throw error
  }
  const whole = createHash('sha256')
  for (const piece of filePieces(out)) whole.update(piece)
  return { bytes: file.bytes, sha256: whole.digest('hex') }
}

/** The batch's statements in the order of the chain, its manifest last, each with its proof. */
function* entriesOf(store: StationStore, trust: TrustFile, batch: number): Generator<Uint8Array> {
  const span = store.batches.span(batch)
  if (!span) return
  const lines = { logVkey: trust.logs[0] ?? '', witnessVkeys: trust.witnesses, k: trust.k }
  const ordered = function* () {
    for (let at = span.from; at < span.to; at += PAGE)
      yield* store.statements.range(at, Math.min(at + PAGE, span.to) - 1)
    const manifest = span.manifest === null ? null : store.statements.get(span.manifest)
    if (manifest) yield manifest
  }
  let sealed = false
  for (const { n, id, batch: of, bytes } of ordered()) {
    // Manifests of other batches may stand between, and a batch's own may stand at the end of its places.
    if (of !== batch || sealed) continue
    sealed = n === span.manifest
    const proof = store.batches.proofOf(n)
    if (!proof) throw new BondmarkError('receipt-missing', { statement: id })
    yield archiveEntry(bytes, exactTlogProof({ ...lines, proof, leaf: bytes, verify: verifyEd25519 }))
  }
}
