import { sha256 } from '@noble/hashes/sha2.js'
import { z } from 'zod'
import { toHex } from '../encoding/hex.ts'
import { isCalendarDate } from '../plan/calendar-date.ts'
import { canonicalBytes, parseCanonical } from '../statement/canonical-json.ts'
import { contentTypes } from '../statement/content-types.ts'
import type { Sign } from '../statement/ed25519.ts'
import { type Statement, signStatement } from '../statement/statement.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)

/** What a rule set is called in statements: its name, its version, and the SHA-256 of its RFC 8785 bytes. */
const namedSet = {
  name: z.string().min(1).max(200),
  version: z.int().min(1),
  hash,
}

const said = {
  /** Domain name of the consortium, and the organisation on whose behalf it is said. */
  consortium: z.string().max(190),
  org: z.string().max(64),
  /** RFC 3339 with milliseconds and offset. */
  t: z.iso.datetime({ offset: true, precision: 3 }),
  ...namedSet,
}

/** A person has looked at a rule set and approves that it counts from a day on, in place of exactly one other. */
export const rulesApproved = z.strictObject({
  format: z.literal('bondmark/rules-approved/1'),
  ...said,
  /** The first day on which it is to count, at the warehouse. */
  validFrom: z.string().refine(isCalendarDate),
  /** Hash of the rule set that is in force until then. */
  replaces: hash,
})
export type RulesApproved = z.infer<typeof rulesApproved>

/** A person takes back a draft, approved or not, that is not in force. */
export const rulesWithdrawn = z.strictObject({
  format: z.literal('bondmark/rules-withdrawn/1'),
  ...said,
  reason: z.string().min(1).max(200),
})
export type RulesWithdrawn = z.infer<typeof rulesWithdrawn>

const rulesStatement = z.discriminatedUnion('format', [rulesApproved, rulesWithdrawn])

/** What a person says of a rule set, as the payload of a statement of their own (no seq, no prev). */
export type RulesStatement = z.infer<typeof rulesStatement>

/** The terms of an approval: two people approve the same thing only when all of them are the same. */
export const termsOf = ({ consortium, org, name, version, hash, validFrom, replaces }: RulesApproved) => ({
  consortium,
  org,
  name,
  version,
  hash,
  validFrom,
  replaces,
})
export type RulesTerms = ReturnType<typeof termsOf>

/** Who signs: a supervisor or administrator. */
export interface RulesSigner {
  readonly kid: string
  readonly issuer: string
  readonly sign: Sign
}

const contentTypeOf = ({ format }: RulesStatement) =>
  contentTypes.record(format === 'bondmark/rules-approved/1' ? 'rules-approved' : 'rules-withdrawn')

/** The statement's bytes. Throws `statement-malformed`. */
export function signRulesStatement(content: RulesStatement, { kid, issuer, sign }: RulesSigner): Uint8Array {
  const payload = canonicalBytes(content)
  return signStatement(
    {
      contentType: contentTypeOf(content),
      kid,
      issuer,
      subject: toHex(sha256(payload)),
      iat: Math.floor(Date.parse(content.t) / 1000),
      payload,
    },
    sign,
  )
}

/**
 * What a statement says of a rule set; null for one that says something else, or whose header does not fit what it says.
 * The signature is not checked here.
 */
export function readRulesStatement({
  contentType,
  subject,
  iat,
  seq,
  payload,
}: Statement): RulesStatement | null {
  const read = rulesStatement.safeParse(parseCanonical(payload))
  if (!read.success || seq !== undefined) return null
  const { data } = read
  const isSo =
    contentType === contentTypeOf(data) &&
    subject === toHex(sha256(payload)) &&
    iat === Math.floor(Date.parse(data.t) / 1000)
  return isSo ? data : null
}
