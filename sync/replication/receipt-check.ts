import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { verifyTlogProof } from '../../core/log/tlog-proof.ts'
import type { Verify } from '../../core/statement/ed25519.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import type { SealedBatch, StatementBytes } from '../documents/batch-document.ts'
import type { Receipt } from '../documents/receipts-document.ts'

interface ReceiptPolicy {
  readonly batch: SealedBatch
  readonly logVkey: string
  readonly witnessVkeys: readonly string[]
  readonly k: number
}

/** Checks one statement's proof offline. Throws `receipt-invalid`. */
export type CheckProof = (statement: StatementBytes, proof: string) => void

/** What checks the receipts of one batch; those of `known` were checked before. */
export function proofChecker(
  { logVkey, witnessVkeys, k }: Omit<ReceiptPolicy, 'batch'>,
  known: ReadonlyMap<string, string>,
): CheckProof {
  const verify = rememberAnswers(verifyEd25519)
  const checked = new Map(known)
  return ({ id, bytes }, proof) => {
    if (checked.get(id) === proof) return
    try {
      verifyTlogProof({ proof, leaf: bytes, logVkey, witnessVkeys: [...witnessVkeys], k, verify })
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      throw new BondmarkError('receipt-invalid', { statement: id, reason: error.code }, { cause: error })
    }
    checked.set(id, proof)
  }
}

/** The receipts there are of a batch, in its order, each checked. Throws `receipt-invalid`. */
export function checkArrived(
  batch: SealedBatch,
  proofs: ReadonlyMap<string, string>,
  check: CheckProof,
): Receipt[] {
  const receipts: Receipt[] = []
  for (const statement of [...batch.statements, batch.manifest]) {
    const proof = proofs.get(statement.id)
    if (proof === undefined) continue
    check(statement, proof)
    receipts.push({ id: statement.id, proof })
  }
  return receipts
}

/**
 * The receipts of a batch in its order, each verified offline against its statement's own bytes. Every statement that
 * was not refused must have one. Throws `receipt-missing`, `receipt-invalid`.
 */
export function checkReceipts(
  { batch }: Pick<ReceiptPolicy, 'batch'>,
  proofs: ReadonlyMap<string, string>,
  refused: ReadonlySet<string>,
  check: CheckProof,
): Receipt[] {
  for (const { id } of [...batch.statements, batch.manifest]) {
    if (!refused.has(id) && !proofs.has(id)) throw new BondmarkError('receipt-missing', { statement: id })
  }
  return checkArrived(batch, proofs, check).filter(({ id }) => !refused.has(id))
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
