import { z } from 'zod'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const base64Url = z.string().regex(/^[A-Za-z0-9_-]*$/)

/** A document that is followed no further, by the word of the side that froze it. */
export const frozenDocument = z.object({
  /** Which of this ledger's it is, counted from 1. */
  n: z.int().positive(),
  document: z.string().max(512),
  /** SHA-256 of the key that signed the word: the log's, or that of a station that follows the log's receipts no further. */
  by: hash,
  /** The Automerge hash of the first change that is not lawful; null when no change is to blame. */
  change: hash.nullable(),
  code: z.string().max(64),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** RFC 3339 */
  at: z.string().max(64),
  /** base64url: the signed bytes (bondmark/document-refusal/1), and the signature over them under the tag of that name. */
  refusal: base64Url.max(24_000),
  signature: base64Url.length(86),
})
export type FrozenDocumentTold = z.infer<typeof frozenDocument>

/** `GET /frozen?before=N`: at most 100, the newest first. */
export const frozenAnswer = z.object({
  format: z.literal('bondmark/frozen/1'),
  frozen: z.array(frozenDocument).max(100),
  /** Where to go on: `?before=` this; null at the end. */
  next: z.int().positive().nullable(),
})
export type FrozenAnswer = z.infer<typeof frozenAnswer>
