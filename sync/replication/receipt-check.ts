import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { verifyTlogProof } from '../../core/log/tlog-proof.ts'
import type { Verify } from '../../core/statement/ed25519.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import type { SealedBatch } from '../documents/batch-document.ts'
import type { Receipt } from '../documents/receipts-document.ts'

interface ReceiptPolicy {
  readonly batch: SealedBatch
  readonly logVkey: string
  readonly witnessVkeys: readonly string[]
  readonly k: number
}

/**
 * The receipts of a batch in its order, each verified offline against its statement's own bytes. Every statement that
 * was not refused must have one. Throws `receipt-missing`, `receipt-invalid`.
 */
export function checkReceipts(
  { batch, logVkey, witnessVkeys, k }: ReceiptPolicy,
  proofs: ReadonlyMap<string, string>,
  refused: ReadonlySet<string>,
): Receipt[] {
  const verify = rememberAnswers(verifyEd25519)
  const receipts: Receipt[] = []
  for (const { id, bytes } of [...batch.statements, batch.manifest]) {
    if (refused.has(id)) continue
    const proof = proofs.get(id)
    if (proof === undefined) throw new BondmarkError('receipt-missing', { statement: id })
    try {
      verifyTlogProof({ proof, leaf: bytes, logVkey, witnessVkeys: [...witnessVkeys], k, verify })
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      throw new BondmarkError('receipt-invalid', { statement: id, reason: error.code }, { cause: error })
    }
    receipts.push({ id, proof })
  }
  return receipts
}

/** The receipts of a batch share a checkpoint: its signatures are verified once, not 5,000 times. */
function rememberAnswers(verify: Verify): Verify {
  const answers = new Map<string, boolean>()
  return (publicKey, message, signature) => {
    const question = Buffer.concat([publicKey, signature, message]).toString('latin1')
    const known = answers.get(question) ?? verify(publicKey, message, signature)
    answers.set(question, known)
    return known
  }
}
