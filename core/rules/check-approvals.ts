import { BondmarkError, type Failure } from '../errors/bondmark-error.ts'
import type { Membership } from '../membership/membership.ts'
import { signingKeyOf, whyNotUnwitnessed } from '../membership/signing-key.ts'
import type { Verify } from '../statement/ed25519.ts'
import { readStatement, type Sha256 } from '../statement/statement.ts'
import { type RulesApproved, type RulesTerms, rulesStatements, termsOf } from './rules-statement.ts'

/** People that a rule set needs; decision 0059 says why two, and why one of them governs the membership. */
export const APPROVALS_NEEDED = 2

/** One person's approval, whose key, name and signature were checked. */
export interface Approval {
  /** hex statement id */
  readonly id: string
  readonly bytes: Uint8Array
  readonly kid: string
  readonly issuer: string
  /** `person/SUP-0001` */
  readonly name: string
  readonly role: 'supervisor' | 'administrator'
  readonly said: RulesApproved
}

/** Whom to believe: memberships of the consortium, and how signatures are checked. */
export interface ApprovalTrust {
  readonly memberships: readonly Pick<Membership, 'payload'>[]
  readonly verify: Verify
  readonly sha256?: Sha256
}

/**
 * One person's approval, as far as it counts: nobody has witnessed when it was signed.
 * @throws BondmarkError `rules-approval-malformed`, `rules-approval-foreign` `{org}`, `key-…`, `issuer-foreign`,
 * `statement-…`
 */
export function readApproval(bytes: Uint8Array, { memberships, verify, sha256 }: ApprovalTrust): Approval {
  const statement = readStatement(bytes, sha256)
  const said = rulesStatements.read(statement)
  if (said?.format !== 'bondmark/rules-approved/1') throw new BondmarkError('rules-approval-malformed', {})
  const { consortium, org } = said
  const membership = memberships.find(
    ({ payload }) => payload.org === org && payload.consortium === consortium,
  )
  if (!membership) throw new BondmarkError('rules-approval-foreign', { org })
  const key = signingKeyOf(statement, membership, verify)
  raise(whyNotUnwitnessed(membership, statement))
  const { kid, issuer, id } = statement
  // Nobody else may state it.
  const role = key.role === 'administrator' ? 'administrator' : 'supervisor'
  return { id, bytes, kid, issuer, name: key.name, role, said }
}

/**
 * Why these approvals do not put a rule set in force together, or null when they do: two, by different people with
 * different keys, over the same terms, and one of the two an administrator.
 *
 * Codes: `rules-approvals-missing` `{found, needed}`, `rules-approved-by-same` `{name}`, `rules-approvals-differ`
 * `{what}`, `rules-needs-administrator`.
 */
export function whyNotTogether(approvals: readonly Approval[]): Failure | null {
  const [one, other, ...more] = approvals
  if (!one || !other || more.length > 0)
    return { code: 'rules-approvals-missing', detail: { found: approvals.length, needed: APPROVALS_NEEDED } }
  return whyNoSecond(one, other)
}

/** Why an approval cannot stand beside the first one; null when it can. Codes as `whyNotTogether`. */
export function whyNoSecond(first: Approval, second: Approval): Failure | null {
  if (first.kid === second.kid || first.issuer === second.issuer)
    return { code: 'rules-approved-by-same', detail: { name: second.name.replace(/^person\//, '') } }
  const what = differing(termsOf(first.said), termsOf(second.said))
  if (what) return { code: 'rules-approvals-differ', detail: { what } }
  if (![first.role, second.role].includes('administrator'))
    return { code: 'rules-needs-administrator', detail: {} }
  return null
}

function differing(one: RulesTerms, other: RulesTerms): string | null {
  return (Object.keys(one) as (keyof RulesTerms)[]).find((term) => one[term] !== other[term]) ?? null
}

/** A rule set by what it is called and by its bytes. */
export interface NamedSet {
  readonly name: string
  readonly version: number
  /** hex SHA-256 of its RFC 8785 bytes */
  readonly hash: string
}

/**
 * Why a rule set cannot be the next one: versions of a name go up by one, and a name that never counted begins at 1.
 * Code `rules-version-wrong` `{name, version, expected}`.
 * @param counted every set that has counted, the one in force among them
 */
export function whyNoFollower(next: NamedSet, counted: readonly NamedSet[]): Failure | null {
  const ofName = counted.filter(({ name }) => name === next.name).map(({ version }) => version)
  const expected = Math.max(0, ...ofName) + 1
  if (next.version === expected) return null
  return { code: 'rules-version-wrong', detail: { name: next.name, version: next.version, expected } }
}

/**
 * Why terms do not fit the set that they are said of, or the one that they replace. Codes: `rules-approval-other-set`
 * `{hash}`, `rules-replaces-other` `{replaces, inForce}`.
 */
export function whyOtherTerms(
  { name, version, hash, replaces }: RulesTerms,
  set: NamedSet,
  inForce: Pick<NamedSet, 'hash'>,
): Failure | null {
  if (hash !== set.hash || name !== set.name || version !== set.version)
    return { code: 'rules-approval-other-set', detail: { hash: short(set.hash) } }
  if (replaces !== inForce.hash)
    return {
      code: 'rules-replaces-other',
      detail: { replaces: short(replaces), inForce: short(inForce.hash) },
    }
  return null
}

const short = (hash: string) => hash.slice(0, 12)

/** Throws a failure that is not null. */
export function raise(failure: Failure | null): void {
  if (failure !== null) throw new BondmarkError(failure.code, failure.detail)
}
