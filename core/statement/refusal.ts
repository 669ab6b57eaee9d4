import { z } from 'zod'
import { fromBase64Url, toBase64Url } from '../encoding/base64.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { BATCH_STATEMENTS_MAX } from '../evidence/manifest.ts'
import { domainTagged } from '../label/domain.ts'
import { canonicalBytes, parseCanonical } from './canonical-json.ts'
import type { Sign, Verify } from './ed25519.ts'

const detailValue = z.union([z.string().max(2048), z.number(), z.boolean(), z.null()])

/** Why a log did not take one statement: its word, which stays what it is (DESIGN §9). */
export const refusal = z.strictObject({
  format: z.literal('bondmark/refusal/2'),
  /** origin of the log */
  origin: z.string().min(1).max(256),
  /** hex id of the statement: SHA-256 of the bytes that came, whether they are a statement or not */
  statement: z.string().regex(/^[0-9a-f]{64}$/),
  code: z.string().min(1).max(64),
  detail: z.record(z.string().max(64), detailValue),
  /** true: it follows from these bytes and from a log that only grows, and nothing can change it */
  final: z.boolean(),
  /** whether the log has kept it, to say the very same again */
  kept: z.boolean(),
  /** RFC 3339 */
  at: z.string().max(64),
})
export type Refusal = z.infer<typeof refusal>

/** A refusal that its log can't deny: canonical JSON and the signature by the log's key, under a domain tag of its own. */
export interface SignedRefusal {
  readonly bytes: Uint8Array
  readonly signature: Uint8Array
}

/** The one encoding of a refusal. */
export const refusalBytes = (said: Refusal): Uint8Array => canonicalBytes(said)

export function signRefusal(said: Refusal, sign: Sign): SignedRefusal {
  const bytes = refusalBytes(said)
  return { bytes, signature: sign(domainTagged('refusal', bytes)) }
}

/**
 * Reads what a log signed.
 * @throws BondmarkError `refusal-malformed` `{at}`, `refusal-forged` when this key did not sign it
 */
export function readRefusal(
  { bytes, signature }: SignedRefusal,
  publicKey: Uint8Array,
  verify: Verify,
): Refusal {
  if (!verify(publicKey, domainTagged('refusal', bytes), signature)) throw new BondmarkError('refusal-forged')
  const result = refusal.safeParse(attempt(() => parseCanonical(bytes)))
  if (!result.success) throw new BondmarkError('refusal-malformed', { at: placeOf(result.error) })
  return result.data
}

export const REFUSALS_FILE_BYTES_MAX = 16 * 1024 * 1024

/** Refusals of one log in a file, for whoever was not there when they were said: its RFC 8785 bytes. */
export const refusalsFile = z.strictObject({
  format: z.literal('bondmark/refusals/1'),
  refusals: z
    .array(
      z.strictObject({
        refusal,
        /** base64url of the 64 bytes */
        signature: z.string().length(86),
      }),
    )
    .min(1)
    .max(BATCH_STATEMENTS_MAX + 1),
})

export function writeRefusalsFile(refusals: readonly SignedRefusal[]): Uint8Array {
  const said = refusals.map(({ bytes, signature }) => {
    return { refusal: parseCanonical(bytes), signature: toBase64Url(signature) }
  })
  return canonicalBytes({ format: 'bondmark/refusals/1', refusals: said })
}

/**
 * Reads a file of refusals and checks each of them against the log's raw key.
 * @throws BondmarkError `refusal-malformed` `{at}`, `refusal-forged`
 */
export function readRefusalsFile(file: Uint8Array, publicKey: Uint8Array, verify: Verify): Refusal[] {
  if (file.length > REFUSALS_FILE_BYTES_MAX) throw new BondmarkError('refusal-malformed', { at: 'size' })
  const result = refusalsFile.safeParse(attempt(() => parseCanonical(file)))
  if (!result.success) throw new BondmarkError('refusal-malformed', { at: placeOf(result.error) })
  return result.data.refusals.map(({ refusal: said, signature }) => {
    const signed = { bytes: refusalBytes(said), signature: attempt(() => fromBase64Url(signature)) }
    return readRefusal(signed, publicKey, verify)
  })
}

function attempt<Value>(read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    if (error instanceof BondmarkError) throw new BondmarkError('refusal-malformed', { at: error.code })
    throw error
  }
}

const placeOf = (error: z.ZodError): string => error.issues[0]?.path.join('.') || 'file'
