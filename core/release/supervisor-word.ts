import { sha256 } from '@noble/hashes/sha2.js'
import { z } from 'zod'
import { toHex } from '../encoding/hex.ts'
import { canonicalBytes, parseCanonical } from '../statement/canonical-json.ts'
import { contentTypes } from '../statement/content-types.ts'
import type { Sign } from '../statement/ed25519.ts'
import { type Statement, signStatement } from '../statement/statement.ts'

/** Letters that a reason has at least: "ok" is none. */
export const REASON_MIN = 10
const REASON_MAX = 300

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const shared = {
  /** Issuer URI of the station whose goods it is about. */
  station: z.string().max(255),
  /** RFC 3339 with milliseconds and offset. */
  t: z.iso.datetime({ offset: true, precision: 3 }),
  asn: z.string().min(1).max(100),
  line: z.string().min(1).max(100),
  lot: z.string().min(1).max(100),
  reason: z.string().trim().min(REASON_MIN).max(REASON_MAX),
}

/**
 * A supervisor lets the goods of a line go on without what was demanded of them. They answer for it by name, and the goods
 * are told apart from those that met their demands for good.
 */
export const releaseOverridden = z.strictObject({
  format: z.literal('bondmark/release-overridden/1'),
  ...shared,
  /** Ids of the demands that were open and are waived. */
  demands: z.array(hash).max(16),
  /** Ids of the conclusions that the goods did not conform, which the supervisor answers for. */
  conclusions: z.array(z.string().min(1).max(128)).max(16),
  /** Hash of the decision that demanded them. */
  decision: hash,
})

/** A supervisor lifts the hold that somebody at the station has put on a line. */
export const holdLifted = z.strictObject({ format: z.literal('bondmark/hold-lifted/1'), ...shared })

const supervisorWord = z.discriminatedUnion('format', [releaseOverridden, holdLifted])

/** What a supervisor says of held goods, as the payload of a statement of their own (no seq, no prev). */
export type SupervisorWord = z.infer<typeof supervisorWord>

/** Who signs: a supervisor or administrator. */
export interface WordSigner {
  readonly kid: string
  readonly issuer: string
  readonly sign: Sign
}

const contentTypeOf = ({ format }: SupervisorWord) =>
  contentTypes.record(format === 'bondmark/hold-lifted/1' ? 'hold-lifted' : 'release-overridden')

/** The statement's bytes. Throws `statement-malformed`. */
export function signSupervisorWord(said: SupervisorWord, { kid, issuer, sign }: WordSigner): Uint8Array {
  const payload = canonicalBytes(said)
  return signStatement(
    {
      contentType: contentTypeOf(said),
      kid,
      issuer,
      subject: toHex(sha256(payload)),
      iat: Math.floor(Date.parse(said.t) / 1000),
      payload,
    },
    sign,
  )
}

/**
 * What a statement says of held goods; null for one that says something else, or whose header does not fit what it says.
 * The signature is not checked here.
 */
export function readSupervisorWord(statement: Statement): SupervisorWord | null {
  const { contentType, subject, iat, seq, payload } = statement
  const read = supervisorWord.safeParse(parseCanonical(payload))
  if (!read.success || seq !== undefined) return null
  const { data } = read
  const isSo =
    contentType === contentTypeOf(data) &&
    subject === toHex(sha256(payload)) &&
    iat === Math.floor(Date.parse(data.t) / 1000)
  return isSo ? data : null
}
