import { z } from 'zod'
import { BondmarkError, type Failure } from '../errors/bondmark-error.ts'
import { firstIssue } from '../membership/membership.ts'
import { parseCanonical } from '../statement/canonical-json.ts'
import { FIRST_SEQ, type Statement } from '../statement/statement.ts'

/** Statements in one batch; the next one opens a new batch by itself (FORMATS, "Batch"). */
export const BATCH_STATEMENTS_MAX = 5_000

const hash = z.string().regex(/^[0-9a-f]{64}$/)

/** The payload of a supervisor's manifest: which run of one key's statements a batch is (FORMATS, "Batch"). */
export const manifestPayload = z
  .object({
    format: z.literal('bondmark/manifest/1'),
    /** issuer URI */
    station: z.string(),
    kid: hash,
    batch: z.int().min(0),
    firstSeq: z.int().min(FIRST_SEQ),
    lastSeq: z.int().min(FIRST_SEQ),
    batchPrev: hash.nullable(),
    /** id of the statement at `lastSeq` */
    lastId: hash,
    count: z.int().min(1).max(BATCH_STATEMENTS_MAX),
    /** RFC 6962 root over the 32-byte statement ids */
    root: hash,
    ruleSets: z.array(hash),
  })
  .refine(({ firstSeq, lastSeq, count }) => lastSeq - firstSeq + 1 === count, {
    message: 'count is not that of firstSeq to lastSeq',
  })
export type ManifestPayload = z.infer<typeof manifestPayload>

/**
 * Reads the payload of a manifest.
 * @throws BondmarkError `manifest-malformed` `{at, reason}`, `json-not-canonical`
 */
export function readManifest(payload: Uint8Array): ManifestPayload {
  const result = manifestPayload.safeParse(parseCanonical(payload))
  if (!result.success) throw new BondmarkError('manifest-malformed', firstIssue(result.error))
  return result.data
}

/** Whether a statement stands in a manifest's run. */
export function covers({ kid, firstSeq, lastSeq }: ManifestPayload, statement: Statement): boolean {
  const { seq } = statement
  return statement.kid === kid && seq !== undefined && seq >= firstSeq && seq <= lastSeq
}

/** Why a covered statement contradicts its manifest, or null. Code `manifest-differs` `{batch}`. */
export function whyDiffers(
  { station, lastSeq, lastId, batch }: ManifestPayload,
  statement: Statement,
): Failure | null {
  const isOther = statement.issuer !== station || (statement.seq === lastSeq && statement.id !== lastId)
  return isOther ? { code: 'manifest-differs', detail: { batch } } : null
}
