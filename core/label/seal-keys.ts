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
 * revoked. Members revoke their own keys alone, so that none can discredit another's.
 * @throws BondmarkError `membership-versions-differ` `{org}` when two versions of one member claim to be the newest
 */
export function sealKeysOfMembers(memberships: readonly ReadMembership[]): ListedSealKey[] {
  const members = Map.groupBy(memberships, memberOf)
  return [...members.values()].flatMap((versions) => keysOfMember(distinctOf(versions)))
}

const distinctOf = (versions: readonly ReadMembership[]): ReadMembership[] => [
  ...new Map(versions.map((version) => [version.head, version])).values(),
]

function keysOfMember(versions: readonly ReadMembership[]): ListedSealKey[] {
  const isOlder = ({ head }: ReadMembership) => versions.some(({ payload }) => payload.previous === head)
  const [newest, another] = versions.filter((version) => !isOlder(version))
  if (newest === undefined || another !== undefined)
    throw new BondmarkError('membership-versions-differ', { org: versions[0]?.payload.org ?? '–' })
  const revocations = new Map(
    versions.flatMap(({ payload }) => payload.revocations.map((revocation) => [revocation.kid, revocation])),
  )
  const keys = new Map<string, ListedSealKey>()
  for (const version of [newest, ...versions.filter(isOlder)]) {
    const { consortium, org, training } = version.payload
    for (const { kid, key, use, name, prefix = null, from, until = null } of version.payload.keys) {
      const publicKey = publicKeyOf(key)
      if (publicKey === null || keys.has(kid)) continue
      const listed = version === newest ? 'now' : 'formerly'
      const revoked = revocations.get(kid)
      const member = { consortium, org, training: training !== undefined }
      keys.set(kid, { kid, publicKey, ...member, use, name, prefix, from, until, listed, revoked })
    }
  }
  return [...keys.values()]
}
