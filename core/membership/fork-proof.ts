import { z } from 'zod'
import { fromBase64Url, toBase64Url } from '../encoding/base64.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import type { Verify } from '../statement/ed25519.ts'
import { type Membership, type MembershipTrust, readMembership } from './membership.ts'
import { readTextFile } from './read-text-file.ts'

const statements = z.array(z.string().min(1).max(90_000)).min(1).max(64)

/**
 * Two memberships of one organisation that follow the same version, both signed by enough of its administrators: proof
 * that they told different people different things. It needs nothing but the administrators' keys to be checked.
 */
export const membershipFork = z.strictObject({
  format: z.literal('bondmark/membership-fork/1'),
  org: z.string().max(64),
  /** base64url COSE_Sign1 of each, in the order of their heads */
  a: statements,
  b: statements,
})
export type MembershipFork = z.infer<typeof membershipFork>

/** The record of two contradicting memberships; the same whichever came first. */
export function membershipForkOf(one: Membership, other: Membership): MembershipFork {
  const [a, b] = one.head < other.head ? [one, other] : [other, one]
  return {
    format: 'bondmark/membership-fork/1',
    org: one.payload.org,
    a: a.statements.map(toBase64Url),
    b: b.statements.map(toBase64Url),
  }
}

/**
 * Reads and checks such a record under administrators who are trusted.
 * @throws BondmarkError `membership-fork-malformed` `{at, reason}`, `membership-fork-unproven` when the two are one, are of
 * different organisations or follow different versions; those of `readMembership`
 */
export function readMembershipFork(
  text: string,
  trust: MembershipTrust,
  verify: Verify,
): { readonly a: Membership; readonly b: Membership } {
  const file = readTextFile(membershipFork, text, malformed)
  const { administrators, threshold } = trust
  const [a, b] = [file.a, file.b].map((list) =>
    readMembership(list.map(fromBase64Url), { administrators, threshold }, verify),
  )
  if (!a || !b || a.head === b.head || !isSamePlace(a, b) || a.payload.org !== file.org)
    throw new BondmarkError('membership-fork-unproven', { org: file.org })
  return { a, b }
}

const isSamePlace = ({ payload: a }: Membership, { payload: b }: Membership): boolean =>
  a.consortium === b.consortium && a.org === b.org && a.previous === b.previous

function malformed(at: string, reason: string): never {
  throw new BondmarkError('membership-fork-malformed', { at, reason })
}
