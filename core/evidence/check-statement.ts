import { sha256 } from '@noble/hashes/sha2.js'
import { toHex } from '../encoding/hex.ts'
import { BondmarkError, type Failure } from '../errors/bondmark-error.ts'
import { parseCheckpoint } from '../log/checkpoint.ts'
import { parseNote } from '../log/note-text.ts'
import { parseTlogProof, verifyTlogProof } from '../log/tlog-proof.ts'
import { parseVkey } from '../log/vkey.ts'
import type { Membership } from '../membership/membership.ts'
import { whyNotCountable } from '../membership/revocation.ts'
import { signingKeyOf } from '../membership/signing-key.ts'
import { parseCanonical } from '../statement/canonical-json.ts'
import { contentTypes, type RecordName, recordNameOf } from '../statement/content-types.ts'
import type { Verify } from '../statement/ed25519.ts'
import type { Statement } from '../statement/statement.ts'
import type { TrustFile } from './trust.ts'

/** What one statement of evidence is held against. */
export interface CheckContext {
  readonly membership: Membership
  readonly trust: TrustFile
  readonly verify: Verify
  /** The CBV 2.0 hash URI of an event. May throw BondmarkErrors. */
  readonly eventIdOf: (event: unknown) => string
}

/**
 * Checks one statement and its proof by themselves: who signed and may sign it, what it says it is, and that the home
 * log has it. Its place among the others is not asked here.
 * @throws BondmarkError the first thing that is wrong
 */
export function checkStatement(statement: Statement, proof: string, context: CheckContext): void {
  const { membership, verify } = context
  const { kid } = statement
  signingKeyOf(statement, membership, verify)
  checkSubject(statement, context)
  const { cosignedAt } = checkProof(statement, proof, context)
  raise(whyNotCountable(membership, kid, { seq: statement.seq, loggedBy: cosignedAt }))
}

/** Throws a failure that is not null. */
function raise(failure: Failure | null): void {
  if (failure !== null) throw new BondmarkError(failure.code, failure.detail)
}

/** Who may sign them, may; but they are no part of a unit's history, and no log takes them. */
const notOfHistories: readonly RecordName[] = [
  'membership',
  'serial-delegation',
  'serial-pool',
  'refusal',
  'template-approved',
  'template-retired',
  'rules-approved',
  'rules-withdrawn',
  'inspection-result',
  'inspection-ordered',
  'switching-approved',
  'release-overridden',
  'hold-lifted',
]

/** The subject must be what the payload is: an event's ID, recomputed, or a record's hash. */
function checkSubject({ contentType, payload, subject }: Statement, { eventIdOf }: CheckContext): void {
  const value = parseCanonical(payload)
  const stated = (name: string) =>
    typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  if (contentType === contentTypes.event) {
    const found = eventIdOf(value)
    if (found !== subject || stated('eventID') !== subject)
      throw new BondmarkError('subject-wrong', { subject, found })
    return
  }
  const name = recordNameOf(contentType)
  if (name === null || notOfHistories.includes(name)) {
    throw new BondmarkError('content-type-wrong', { contentType })
  }
  if (stated('format') !== `bondmark/${name}/1`)
    throw new BondmarkError('content-type-wrong', { contentType })
  const found = toHex(sha256(payload))
  if (found !== subject) throw new BondmarkError('subject-wrong', { subject, found })
}

/** The proof must be of the issuer's home log, `{host}/bondmark/{org}`, as the trust file knows it. */
export function checkProof(
  { bytes }: Pick<Statement, 'bytes'>,
  proof: string,
  { trust, membership, verify }: Pick<CheckContext, 'trust' | 'membership' | 'verify'>,
) {
  const { origin } = parseCheckpoint(parseNote(parseTlogProof(proof).checkpoint).text)
  const logVkey = trust.logs.find((text) => parseVkey(text).name === origin)
  if (logVkey === undefined || !origin.endsWith(`/bondmark/${membership.payload.org}`)) {
    throw new BondmarkError('log-unknown', { origin })
  }
  const { witnesses: witnessVkeys, k } = trust
  return verifyTlogProof({ proof, leaf: bytes, logVkey, witnessVkeys, k, verify, exact: true })
}
