import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { TrustFile } from '../../core/evidence/trust.ts'
import { beginHistory, continueHistory, type MemberHistory } from '../../core/membership/member-history.ts'
import { claimedMembership, type ListedKey, type Membership } from '../../core/membership/membership.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'

/** More versions than an organisation signs in decades. */
const VERSIONS_MAX = 10_000

/** Brings a membership's statements: the newest (null), or the version with this head. Null when there is none. */
export type BringMembership = (head: string | null) => Promise<Uint8Array[] | null>

/** A membership of which its administrators' word, or a hash in a later one, says that it is theirs. */
type KnownMembership = Pick<Membership, 'head' | 'payload'>

/** Every key that an organisation lists or has listed, each as it was listed last. */
export interface ListedKeys {
  readonly newest: KnownMembership
  readonly byKid: ReadonlyMap<string, { readonly key: ListedKey; readonly membership: KnownMembership }>
}

/**
 * The keys of the log's organisation by all versions of its membership. The version that the trust file names is verified by
 * its administrators' signatures, the newer ones as they follow it; the older ones are those whose hashes it names, one by one.
 * Throws `membership-…`; `audit-membership-unknown` `{head}` where what is to be had does not lead back to the trusted one.
 */
export async function readListedKeys(bring: BringMembership, trust: TrustFile): Promise<ListedKeys> {
  const versions = await bringVersions(bring)
  const heads = versions.map((statements) => claimedMembership(statements).head)
  const trusted = heads.indexOf(trust.membershipHead)
  const first = versions[trusted]
  if (first === undefined) throw new BondmarkError('audit-membership-unknown', { head: trust.membershipHead })
  let history: MemberHistory = beginHistory(first, trust, verifyEd25519)
  for (const statements of versions.slice(trusted + 1)) {
    const continued = continueHistory(history, statements, verifyEd25519)
    if (continued.kind === 'newer') history = continued.history
  }
  const older = versions.slice(0, trusted).map((statements) => claimedMembership(statements))
  const memberships: KnownMembership[] = [...older, ...history.versions.map(({ membership }) => membership)]
  const byKid = new Map<string, { key: ListedKey; membership: KnownMembership }>()
  for (const membership of memberships)
    for (const key of membership.payload.keys) byKid.set(key.kid, { key, membership })
  const newest = memberships.at(-1)
  if (newest === undefined) throw new RangeError('a history has a version')
  return { newest, byKid }
}

/** The versions that are to be had, oldest first: from the newest back, each the one whose hash the next one names. */
async function bringVersions(bring: BringMembership): Promise<Uint8Array[][]> {
  const versions: Uint8Array[][] = []
  let wanted: string | null = null
  do {
    const statements: Uint8Array[] | null = await bring(wanted)
    if (statements === null) return versions
    const { head, payload }: KnownMembership = claimedMembership(statements)
    if (wanted !== null && head !== wanted) return versions
    versions.unshift(statements)
    wanted = payload.previous
  } while (wanted !== null && versions.length < VERSIONS_MAX)
  return versions
}
