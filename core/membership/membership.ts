import { sha256 } from '@noble/hashes/sha2.js'
import type { z } from 'zod'
import { fromBase64Url } from '../encoding/base64.ts'
import { equalBytes } from '../encoding/equal-bytes.ts'
import { toHex } from '../encoding/hex.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { canonicalBytes, parseCanonical } from '../statement/canonical-json.ts'
import { contentTypes } from '../statement/content-types.ts'
import type { Sign, Verify } from '../statement/ed25519.ts'
import { parseIssuer } from '../statement/issuer.ts'
import {
  kidOf,
  readStatement,
  type Statement,
  signStatement,
  verifyStatement,
} from '../statement/statement.ts'
import { type ListedKey, type MembershipPayload, membershipPayload } from './membership-payload.ts'
import { whyRangesClash } from './station-ranges.ts'

export { type ListedKey, type MembershipPayload, membershipPayload }

/** More administrators than any organisation has. */
const STATEMENTS_MAX = 64

/** An administrator who signs: key and issuer URI `https://id.{consortium}/org/{org}/person/{id}`. */
export interface Administrator {
  readonly publicKey: Uint8Array
  readonly sign: Sign
  readonly issuer: string
}

/** Whose signatures make a membership: k (`threshold`) of these keys, and perhaps which version it must be. */
export interface MembershipTrust {
  /** raw public keys, base64url */
  readonly administrators: readonly string[]
  readonly threshold: number
  /** hex SHA-256 of the payload that is expected */
  readonly membershipHead?: string | undefined
}

/** A membership that enough administrators signed. */
export interface Membership {
  readonly payload: MembershipPayload
  /** hex SHA-256 of the payload's bytes */
  readonly head: string
  /** the statements it was read from */
  readonly statements: readonly Uint8Array[]
}

/**
 * One statement per administrator, all over the same payload bytes. `iat` in Unix seconds.
 * @throws BondmarkError `membership-malformed` `{at, reason}`, those of `whyRangesClash`
 */
export function signMembership(
  payload: MembershipPayload,
  administrators: readonly Administrator[],
  iat: number,
): Uint8Array[] {
  const bytes = canonicalBytes(checkPayload(payload))
  const fields = { contentType: contentTypes.membership, subject: toHex(sha256(bytes)), iat, payload: bytes }
  return administrators.map(({ publicKey, sign, issuer }) =>
    signStatement({ ...fields, kid: kidOf(publicKey), issuer }, sign),
  )
}

/**
 * Reads a membership from its administrators' statements. All of them must be right, of different trusted
 * administrators, over the same bytes, and at least `threshold` in number.
 * @throws BondmarkError `membership-malformed` `{at, reason}`, `membership-not-administrator` `{kid}`,
 * `membership-signature-invalid` `{kid}`, `membership-signed-twice` `{kid}`, `membership-payloads-differ`,
 * `membership-signatures-missing` `{found, needed}`, `membership-head-differs` `{found, expected}`, those of
 * `readStatement` and `whyRangesClash`
 */
export function readMembership(
  statements: readonly Uint8Array[],
  trust: MembershipTrust,
  verify: Verify,
): Membership {
  if (statements.length > STATEMENTS_MAX) malformed('statements', 'too many')
  const administrators = new Map(trust.administrators.map((text) => administratorOf(text)))
  const signed = new Set<string>()
  const [first, ...others] = statements.map((bytes) => readStatement(bytes))
  for (const statement of first === undefined ? [] : [first, ...others]) {
    const { kid } = statement
    const publicKey = administrators.get(kid)
    if (publicKey === undefined) throw new BondmarkError('membership-not-administrator', { kid })
    if (!verifyStatement(statement, publicKey, verify))
      throw new BondmarkError('membership-signature-invalid', { kid })
    if (signed.has(kid)) throw new BondmarkError('membership-signed-twice', { kid })
    signed.add(kid)
  }
  if (first === undefined || signed.size < trust.threshold) {
    throw new BondmarkError('membership-signatures-missing', { found: signed.size, needed: trust.threshold })
  }
  if (others.some(({ payload }) => !equalBytes(payload, first.payload))) {
    throw new BondmarkError('membership-payloads-differ')
  }
  const payload = checkPayload(parseCanonical(first.payload))
  const head = toHex(sha256(first.payload))
  for (const statement of [first, ...others]) checkHeader(statement, head, payload.consortium)
  if (trust.membershipHead !== undefined && trust.membershipHead !== head) {
    throw new BondmarkError('membership-head-differs', { found: head, expected: trust.membershipHead })
  }
  return { payload, head, statements }
}

/** The listed key of a kid, or null. Whether it still counts is another question: see `whyNotCountable`. */
export function keyOf(membership: Pick<Membership, 'payload'>, kid: string): ListedKey | null {
  return membership.payload.keys.find((key) => key.kid === kid) ?? null
}

/**
 * The trust in a membership file that a person hands over as the root itself (a ledger's own `--membership`): the
 * administrators that it lists, all of those who signed being needed. Never for a file that came from elsewhere.
 * @throws BondmarkError those of `readStatement`, `membership-malformed`, `membership-signatures-missing`
 */
export function trustNamedBy(statements: readonly Uint8Array[]): MembershipTrust {
  const { keys } = claimedMembership(statements).payload
  const administrators = keys.filter(({ use, role }) => use === 'person' && role === 'administrator')
  return { administrators: administrators.map(({ key }) => key), threshold: statements.length }
}

/**
 * What a membership says, whoever signed it: enough to find its place, and nothing to believe.
 * @throws BondmarkError those of `readStatement`, `membership-malformed`, `membership-signatures-missing`
 */
export function claimedMembership(statements: readonly Uint8Array[]): Pick<Membership, 'head' | 'payload'> {
  const [first] = statements
  if (first === undefined) throw new BondmarkError('membership-signatures-missing', { found: 0, needed: 1 })
  const { payload } = readStatement(first)
  return { head: toHex(sha256(payload)), payload: checkPayload(parseCanonical(payload)) }
}

function administratorOf(text: string): [kid: string, publicKey: Uint8Array] {
  const publicKey = fromBase64Url(text)
  return [kidOf(publicKey), publicKey]
}

function checkHeader(statement: Statement, head: string, consortium: string): void {
  if (statement.contentType !== contentTypes.membership) malformed('content type', 'not a membership')
  if (statement.seq !== undefined) malformed('seq', 'people have no chain')
  if (statement.subject !== head) malformed('subject', 'not the hash of the payload')
  const issuer = parseIssuer(statement.issuer)
  if (issuer?.kind !== 'person' || issuer.consortium !== consortium) malformed('issuer', 'not a person here')
}

function checkPayload(value: unknown): MembershipPayload {
  const result = membershipPayload.safeParse(value)
  if (!result.success) {
    const { at, reason } = firstIssue(result.error)
    return malformed(at, reason)
  }
  const clash = whyRangesClash(result.data.keys)
  if (clash !== null) throw new BondmarkError(clash.code, clash.detail)
  return result.data
}

/** Where the first thing is wrong, as `keys.0.kid`, and what, for messages. */
export function firstIssue(error: z.ZodError): { at: string; reason: string } {
  const [issue] = error.issues
  return { at: issue?.path.join('.') || 'top', reason: issue?.message ?? 'invalid' }
}

function malformed(at: string, reason: string): never {
  throw new BondmarkError('membership-malformed', { at, reason })
}
