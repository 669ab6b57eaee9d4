import { z } from 'zod'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { domainTagged } from '../../core/label/domain.ts'
import { canonicalBytes, parseCanonical } from '../../core/statement/canonical-json.ts'
import type { Verify } from '../../core/statement/ed25519.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const detail = z.record(
  z.string().max(64),
  z.union([z.string().max(2048), z.number(), z.boolean(), z.null()]),
)

/**
 * The word with which a document is followed no further (DESIGN §9): the last good heads, the change that was not
 * lawful, and why. It is final; the author goes on in another document.
 */
export const documentRefusal = z.strictObject({
  format: z.literal('bondmark/document-refusal/1'),
  /** SHA-256 of the key that signs this: a log's, or a station's. */
  by: hash,
  document: z.string().min(1).max(512),
  /** SHA-256 of the key of the document's author. */
  author: hash,
  /** The document up to here is good. */
  heads: z.array(hash).max(16),
  /** The Automerge hash of the first change that is not; null when the bytes are not those of a document. */
  changeHash: hash.nullable(),
  reason: z.strictObject({ code: z.string().min(1).max(64), detail }),
  /** RFC 3339. */
  at: z.string().min(1).max(64),
})
export type DocumentRefusal = z.infer<typeof documentRefusal>

/** A refusal that its signer can't deny: canonical JSON, and the signature over it under a domain tag of its own. */
export interface SignedDocumentRefusal {
  readonly bytes: Uint8Array
  readonly signature: Uint8Array
}

/** What is signed. */
export function documentRefusalBytes(refusal: DocumentRefusal): { bytes: Uint8Array; toSign: Uint8Array } {
  const bytes = canonicalBytes(refusal)
  return { bytes, toSign: domainTagged('document-refusal', bytes) }
}

/** Reads a signed refusal. Throws `refusal-invalid` unless it is one, of this document, by the holder of this key. */
export function openDocumentRefusal(
  { bytes, signature }: SignedDocumentRefusal,
  expected: { readonly document: string; readonly by: string; readonly publicKey: Uint8Array },
  verify: Verify,
): DocumentRefusal {
  const invalid = () => new BondmarkError('refusal-invalid', { batch: expected.document })
  const refusal = readDocumentRefusal(bytes)
  if (refusal?.document !== expected.document || refusal.by !== expected.by) throw invalid()
  if (!verify(expected.publicKey, domainTagged('document-refusal', bytes), signature)) throw invalid()
  return refusal
}

/** What the bytes of a refusal say, whoever signed them; null for any other bytes. */
export function readDocumentRefusal(bytes: Uint8Array): DocumentRefusal | null {
  let value: unknown
  try {
    value = parseCanonical(bytes)
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
  const parsed = documentRefusal.safeParse(value)
  return parsed.success ? parsed.data : null
}

/** A failure as it stands in a refusal: words of a document may be long. */
export function refusalReason({ code, detail: said }: Failure): DocumentRefusal['reason'] {
  const short = Object.entries(said).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.slice(0, 512) : value,
  ])
  return { code, detail: Object.fromEntries(short) }
}

/** A document is followed no further, in the word of the side that froze it. */
export class DocumentFrozenError extends BondmarkError {
  readonly signed: SignedDocumentRefusal

  /** For bytes that were read before. */
  constructor(signed: SignedDocumentRefusal) {
    const refusal = readDocumentRefusal(signed.bytes)
    if (refusal === null) throw new TypeError('not a refusal of a document')
    super('document-frozen', { document: refusal.document, reason: refusal.reason.code })
    this.signed = signed
  }
}
