import { domainTagged } from '../../core/label/domain.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import type { Sign, Verify } from '../../core/statement/ed25519.ts'

/** What a log refused of a batch. */
export interface BatchRefusal {
  /** Origin of the log. */
  readonly origin: string
  /** Name of the batch's document. */
  readonly batch: string
  /** Statement ids (hex), each with the code of the reason, in chain order. */
  readonly refused: readonly { readonly id: string; readonly code: string }[]
  /** RFC 3339. */
  readonly at: string
}

/** A refusal that its log can't deny: canonical JSON (`bondmark/refusal/1`) and the signature by the log's key. */
export interface SignedRefusal {
  readonly bytes: Uint8Array
  readonly signature: Uint8Array
}

/** Signs a refusal under a domain tag of its own (DESIGN §9: a refusal is signed and has a reason). */
export function signRefusal(refusal: BatchRefusal, sign: Sign): SignedRefusal {
  const bytes = refusalBytes(refusal)
  return { bytes, signature: sign(domainTagged('refusal', bytes)) }
}

/** Whether the log with this key signed this refusal. */
export function verifyRefusal(
  { bytes, signature }: SignedRefusal,
  publicKey: Uint8Array,
  verify: Verify,
): boolean {
  return verify(publicKey, domainTagged('refusal', bytes), signature)
}

/** The bytes of a refusal; both sides of a session make them from what was said, so they are not sent twice. */
export function refusalBytes({ origin, batch, refused, at }: BatchRefusal): Uint8Array {
  const reasons = refused.map(({ id, code }) => ({ id, code }))
  return canonicalBytes({ format: 'bondmark/refusal/1', origin, batch, refused: reasons, at })
}
