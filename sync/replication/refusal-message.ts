import { z } from 'zod'
import { fromBase64Url, toBase64Url } from '../../core/encoding/base64.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { parseCanonical } from '../../core/statement/canonical-json.ts'
import type { Verify } from '../../core/statement/ed25519.ts'
import {
  type Refusal,
  readRefusal,
  refusal,
  refusalBytes,
  type SignedRefusal,
} from '../../core/statement/refusal.ts'

/** A refusal as it travels: format and origin are known to both sides, and the signed bytes are made from the rest. */
export const refusalSent = refusal
  .omit({ format: true, origin: true, statement: true })
  .extend({ id: refusal.shape.statement, signature: z.string().length(86) })
type RefusalSent = z.infer<typeof refusalSent>

export function refusalMessage({ signed }: { readonly signed: SignedRefusal }): RefusalSent {
  const { statement, code, detail, final, kept, at } = parseCanonical(signed.bytes) as Refusal
  return { id: statement, code, detail, final, kept, at, signature: toBase64Url(signed.signature) }
}

/**
 * The refusal that a log with this origin and key has sent. Throws `refusal-invalid` when its signature is not over
 * exactly what was said.
 */
export function receivedRefusal(
  { id, signature, ...said }: RefusalSent,
  {
    origin,
    publicKey,
    batch,
  }: { readonly origin: string; readonly publicKey: Uint8Array; readonly batch: string },
  verify: Verify,
): SignedRefusal {
  try {
    const bytes = refusalBytes({ format: 'bondmark/refusal/2', origin, statement: id, ...said })
    const signed = { bytes, signature: fromBase64Url(signature) }
    readRefusal(signed, publicKey, verify)
    return signed
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    throw new BondmarkError('refusal-invalid', { batch }, { cause: error })
  }
}
