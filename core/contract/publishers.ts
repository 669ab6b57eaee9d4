import { z } from 'zod'
import { publisherScope } from '../catalogue/publisher/publisher-scope.ts'
import { codes } from '../errors/codes.ts'

const who = { badge: z.string().max(64), passcode: z.string().max(128) }
const file = z.base64url().max(12 * 1024 * 1024)

/**
 * A member's goods data is to be believed, and of what. `membership`: its list, base64url; null when one is known here.
 * `trust`: a trust file that says whose signatures make that list; null for those whom this station trusts itself.
 */
export const trustPublisher = z.object({
  publisher: z.string().min(1).max(64),
  membership: file.nullable(),
  trust: file.nullable(),
  scope: publisherScope,
  ...who,
})

export const endTrust = z.object({
  publisher: z.string().min(1).max(64),
  reason: z.string().trim().min(1).max(200),
  ...who,
})

/** A signed version of goods data, base64url. */
export const applyVersion = z.object({
  fileName: z.string().min(1).max(255),
  bytes: z.base64url().max(24 * 1024 * 1024),
  ...who,
})

export const publisherDone = z.object({
  sentence: z.object({
    code: z.enum(codes),
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  }),
})
export type PublisherDone = z.infer<typeof publisherDone>
