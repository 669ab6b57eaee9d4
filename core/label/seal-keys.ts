import { BondmarkError } from '../errors/bondmark-error.ts'
import type { ListedKey, Membership } from '../membership/membership.ts'
import type { KeyTime } from '../membership/revocation.ts'
import { publicKeyOf } from '../statement/strict-ed25519.ts'
import type { SealKey } from './seal.ts'

/** A key with all that a verifier of seals is told of it by the memberships that it holds. */
export interface ListedSealKey extends SealKey, Pick<KeyTime, 'revoked'> {
  readonly consortium: string
  readonly org: string
  readonly use: ListedKey['use']
  /** `station/LBL07`, `person/SUP-0001`, or the note name of a log or witness */
  readonly name: string
  /** first three symbols of the serials that it seals; null when none are its own */
  readonly prefix: string | null
  /** RFC 3339; null where nothing limits it */
  readonly from: string | null
  readonly until: string | null
  /** Of the newest membership, or only of one before it. */
  readonly listed: 'now' | 'formerly'
  readonly training: boolean
}

type ReadMembership = Pick<Membership, 'payload' | 'head'>

/** A real and a training membership are never of one member. */
const memberOf = ({ payload: { consortium, org, training = '' } }: ReadMembership): string =>
  `${consortium} ${org} ${training}`

/**
 * All keys of memberships of one or several members. Of one member there may be several versions: those that another
 * names as the one before it are older, and keys that only they list are `formerly` listed. What one version revokes stays
 * revoked, as the newest that says so has it. Members revoke their own keys alone, so that none can discredit another's.
 * @throws BondmarkError `membership-versions-differ` `{org}` when two versions of one member claim to be the newest
 */
export function sealKeysOfMembers(memberships: readonly ReadMembership[]): ListedSealKey[] {
  const members = [...Map.groupBy(memberships, memberOf)]
  // Of a key that two members list, the answer is the same however the lists are given.
  return members
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, versions]) => keysOfMember(distinctOf(versions)))
}

const distinctOf = (versions: readonly ReadMembership[]): ReadMembership[] => [
  ...new Map(versions.map((version) => [version.head, version])).values(),
]

/** Versions of one member, the newest first. Each names one before it, so that those of one newest are a single chain. */
function fromNewest(versions: readonly ReadMembership[]): ReadMembership[] {
  const byHead = new Map(versions.map((version) => [version.head, version]))
  const named = new Set(versions.map(({ payload }) => payload.previous))
  const [newest, another] = versions.filter(({ head }) => !named.has(head))
  if (newest === undefined || another !== undefined)
    throw new BondmarkError('membership-versions-differ', { org: versions[0]?.payload.org ?? '–' })
  const chain = [newest]
  for (let next = byHead.get(newest.payload.previous ?? ''); next !== undefined; ) {
    chain.push(next)
    next = byHead.get(next.payload.previous ?? '')
  }
  return chain
}

/** What the newest version says of a key counts, of those that say anything, in whatever order they were given. */
function keysOfMember(versions: readonly ReadMembership[]): ListedSealKey[] {
  const chain = fromNewest(versions)
  const revocations = new Map(
    chain
      .toReversed()
      .flatMap(({ payload }) => payload.revocations.map((revocation) => [revocation.kid, revocation])),
  )
  const keys = new Map<string, ListedSealKey>()
  for (const [age, version] of chain.entries()) {
    const { consortium, org, training } = version.payload
    for (const { kid, key, use, name, prefix = null, from, until = null } of version.payload.keys) {
      const publicKey = publicKeyOf(key)
      if (publicKey === null || keys.has(kid)) continue
      const listed = age === 0 ? 'now' : 'formerly'
      const revoked = revocations.get(kid)
      const member = { consortium, org, training: training !== undefined }
      keys.set(kid, { kid, publicKey, ...member, use, name, prefix, from, until, listed, revoked })
    }
  }
  return [...keys.values()]
}
