import { z } from 'zod'
import { fromBase64Url, toBase64Url } from '../encoding/base64.ts'
import { equalBytes } from '../encoding/equal-bytes.ts'
import { BondmarkError, type Failure } from '../errors/bondmark-error.ts'
import { canonicalBytes } from '../statement/canonical-json.ts'
import type { Verify } from '../statement/ed25519.ts'
import { readStatement, verifyStatement } from '../statement/statement.ts'
import {
  type Administrator,
  claimedMembership,
  type Membership,
  type MembershipPayload,
  type MembershipTrust,
  membershipPayload,
  signMembership,
} from './membership.ts'
import { membershipDiff } from './membership-diff.ts'
import { readTextFile } from './read-text-file.ts'
import { whyRangesClash } from './station-ranges.ts'
import { whyNoSuccessor } from './succession.ts'

const statement = z.string().min(1).max(90_000)

/** A membership on its way from administrator to administrator, with the one that it is to follow, so that each sees what changes. */
export const membershipDraft = z.strictObject({
  format: z.literal('bondmark/membership-draft/1'),
  /** base64url COSE_Sign1s of the membership before; none of it when this is an organisation's first */
  before: z.array(statement).max(64),
  payload: membershipPayload,
  /** whose signatures it needs, and how many: raw public keys in base64url */
  administrators: z.array(z.string().length(43)).min(1).max(64),
  threshold: z.int().min(1),
  /** base64url COSE_Sign1s that were collected so far */
  statements: z.array(statement).max(64),
})

/** A draft that was read. */
export interface MembershipDraft {
  /** null: it is the organisation's first */
  readonly before: (Pick<Membership, 'payload' | 'head'> & Pick<Membership, 'statements'>) | null
  readonly payload: MembershipPayload
  readonly needs: MembershipTrust
  /** signed by different administrators whose signatures it needs, over this payload */
  readonly statements: readonly Uint8Array[]
}

/** The JSON of a draft. */
export function writeMembershipDraft({ before, payload, needs, statements }: MembershipDraft): string {
  const file = {
    format: 'bondmark/membership-draft/1',
    before: (before?.statements ?? []).map(toBase64Url),
    payload,
    administrators: needs.administrators,
    threshold: needs.threshold,
    statements: statements.map(toBase64Url),
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

/**
 * Reads a draft. What it says of the membership before, and of whose signatures count, is the draft's own word: the ledger
 * judges by its own when the draft is applied.
 * @throws BondmarkError `membership-draft-malformed` `{at, reason}`, those of `whyNoSuccessor`, and of a signature that is wrong
 * `membership-signature-invalid`, `membership-not-administrator`, `membership-signed-twice`, `membership-payloads-differ`
 */
export function readMembershipDraft(text: string, verify: Verify): MembershipDraft {
  const file = readTextFile(membershipDraft, text, malformed)
  const { payload, administrators, threshold } = file
  const statements = file.before.map(fromBase64Url)
  const before = statements.length === 0 ? null : { ...claimedMembership(statements), statements }
  if (payload.previous !== (before?.head ?? null)) malformed('payload.previous', 'not the membership before')
  const failure = (before && whyNoSuccessor(before.payload, payload)) ?? whyRangesClash(payload.keys)
  if (failure) throw new BondmarkError(failure.code, failure.detail)
  const needs = { administrators, threshold }
  const draft: MembershipDraft = { before, payload, needs, statements: [] }
  return file.statements.map(fromBase64Url).reduce((so, bytes) => withStatement(so, bytes, verify), draft)
}

/**
 * The draft with one more signature. `iat` in Unix seconds.
 * @throws BondmarkError `membership-not-administrator` when the signature of this key is not among those that it needs,
 * `membership-signed-twice`
 */
export function signMembershipDraft(
  draft: MembershipDraft,
  administrator: Administrator,
  iat: number,
  verify: Verify,
): MembershipDraft {
  const [bytes] = signMembership(draft.payload, [administrator], iat)
  return bytes ? withStatement(draft, bytes, verify) : draft
}

/** What a draft changes, one sentence each; of a first membership, all that it lists. */
export const draftChanges = ({ before, payload }: Pick<MembershipDraft, 'before' | 'payload'>): Failure[] =>
  membershipDiff(before?.payload ?? { ...payload, keys: [], revocations: [], roles: [] }, payload)

/** How many signatures are still missing. */
export const signaturesMissing = ({ needs, statements }: MembershipDraft): number =>
  Math.max(0, needs.threshold - statements.length)

function withStatement(draft: MembershipDraft, bytes: Uint8Array, verify: Verify): MembershipDraft {
  const signed = readStatement(bytes)
  const { kid } = signed
  const key = draft.needs.administrators
    .map((text) => fromBase64Url(text))
    .find((each) => verifyStatement(signed, each, verify))
  if (key === undefined) throw new BondmarkError('membership-not-administrator', { kid })
  if (!equalBytes(signed.payload, canonicalBytes(draft.payload)))
    throw new BondmarkError('membership-payloads-differ')
  if (draft.statements.some((other) => readStatement(other).kid === kid))
    throw new BondmarkError('membership-signed-twice', { kid })
  return { ...draft, statements: [...draft.statements, bytes] }
}

function malformed(at: string, reason: string): never {
  throw new BondmarkError('membership-draft-malformed', { at, reason })
}
