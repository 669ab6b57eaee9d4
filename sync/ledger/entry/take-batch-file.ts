import { type BatchFile, batchFileKid, readBatchFile } from '../../../core/archive/batch-file.ts'
import { writeReceiptsFile } from '../../../core/archive/receipts-file.ts'
import { isSignedBy } from '../../../core/archive/signed-file.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'
import type { LedgerContext } from '../ledger-context.ts'
import { enterBatch } from './enter-batch.ts'

/**
 * Whose file it is, by its beginning, before the rest is taken: a listed key that may open sessions and signed the digest
 * in front. Throws `sync-file-malformed`, `sync-file-forged`, `key-…`.
 */
export function admitBatchFile(beginning: Uint8Array, { keys }: Pick<LedgerContext, 'keys'>): void {
  const kid = batchFileKid(beginning)
  if (!keys.isListed(kid)) throw new BondmarkError('key-unlisted', { kid })
  if (!isSignedBy(beginning, 'batchFile', keys.publicKeyOf(kid), verifyEd25519))
    throw new BondmarkError('sync-file-forged')
}

/**
 * Takes a batch that came as a file, by the rules of a session, and answers with the file that goes back. The same file
 * again changes nothing and is answered again. Throws what `admitBatchFile`, `readBatchFile` and `enterBatch` throw,
 * `sync-file-foreign` for another log's, and why the key may not open a session as that station.
 */
export async function takeBatchFile(bytes: Uint8Array, ledger: LedgerContext): Promise<Uint8Array> {
  const { signer, keys, judge } = ledger
  admitBatchFile(bytes, ledger)
  const file = readBatchFile(bytes, sha256Native)
  if (file.origin !== signer.name)
    throw new BondmarkError('sync-file-foreign', { found: file.origin, expected: signer.name })
  const failure = keys.mayOpenSession(file.kid, file.station)
  if (failure !== null) throw new BondmarkError(failure.code, failure.detail)
  try {
    return await answerFile(file, ledger)
  } finally {
    judge.wake()
  }
}

async function answerFile(file: BatchFile, ledger: LedgerContext): Promise<Uint8Array> {
  const { kid, station, batch, manifest, statements } = file
  const answer = await enterBatch({ kid, station, n: batch, statements, manifest }, ledger)
  const { signer } = ledger
  return writeReceiptsFile(
    {
      ...{ kid, batch, origin: signer.name },
      manifest: Buffer.from(sha256Native(manifest)).toString('hex'),
      receipts: answer.receipts,
      refused: answer.refused.map(({ signed }) => signed),
      waiting: answer.waiting,
    },
    signer.sign,
    sha256Native,
  )
}
