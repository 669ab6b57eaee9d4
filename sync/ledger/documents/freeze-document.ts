import type { Failure } from '../../../core/errors/bondmark-error.ts'
import { kidOf } from '../../../core/statement/statement.ts'
import { DocumentFrozenError, documentRefusalBytes, refusalReason } from '../../documents/document-refusal.ts'
import type { LedgerContext } from '../ledger-context.ts'
import type { DocumentOf } from './document-shelf.ts'

/** Freezes a document for good, on disk before anybody hears of it. Throws DocumentFrozenError. */
export function freezeDocument(
  of: DocumentOf,
  why: { readonly change: string | null; readonly failure: Failure; readonly heads: readonly string[] },
  evidence: Uint8Array,
  { documents: shelf, signer, timers, logger }: LedgerContext,
): never {
  const { bytes, toSign } = documentRefusalBytes({
    format: 'bondmark/document-refusal/1',
    by: kidOf(signer.publicKey),
    document: of.document,
    author: of.kid,
    heads: [...why.heads],
    changeHash: why.change,
    reason: refusalReason(why.failure),
    at: new Date(timers.now()).toISOString(),
  })
  const signed = { bytes, signature: signer.sign(toSign) }
  shelf.freeze(of, signed, evidence)
  logger.warn({ ...of, change: why.change, ...why.failure }, 'document frozen')
  throw new DocumentFrozenError(signed)
}

/** Refusals of a whole batch that follow from its bytes alone: the same bytes never get another answer. */
const FINAL = new Set<string>([
  'batch-without-manifest',
  'json-not-canonical',
  'manifest-malformed',
  'manifest-mismatch',
  'statement-malformed',
])

/** Freezes the document of a batch that was refused whole, when that is final; its last change made it what it is. */
export function freezeRefused(of: DocumentOf, head: string, failure: Failure, ledger: LedgerContext): void {
  if (!FINAL.has(failure.code)) return
  freezeDocument(of, { change: head, failure, heads: [] }, new Uint8Array(), ledger)
}
