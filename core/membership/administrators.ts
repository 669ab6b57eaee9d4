import { BondmarkError } from '../errors/bondmark-error.ts'
import type { MembershipTrust } from './membership.ts'
import type { ListedKey, MembershipPayload } from './membership-payload.ts'

const isAdministrator = ({ use, role }: ListedKey) => use === 'person' && role === 'administrator'

/**
 * Whose signatures the version after `after` needs: those who made `after` the newest, without the keys that it revokes,
 * and with the administrators that it lists and the version before did not. So administrators rotate by a membership
 * that k of the old ones signed, and nobody becomes one by standing in a list that they did not sign. `threshold` stays.
 * @throws BondmarkError `membership-administrators-few` `{left, needed}` when too few would be left to ever sign again
 */
export function administratorsAfter(
  pinned: MembershipTrust,
  before: MembershipPayload,
  after: MembershipPayload,
): MembershipTrust {
  const { threshold } = pinned
  const revoked = new Set(after.revocations.map(({ kid }) => kid))
  const keyOfKid = new Map(after.keys.map(({ kid, key }) => [kid, key]))
  const gone = new Set([...revoked].map((kid) => keyOfKid.get(kid)))
  const known = new Set(before.keys.map(({ kid }) => kid))
  const joining = after.keys.filter((key) => isAdministrator(key) && !known.has(key.kid))
  const administrators = [...new Set([...pinned.administrators, ...joining.map(({ key }) => key)])].filter(
    (key) => !gone.has(key),
  )
  if (administrators.length < threshold)
    throw new BondmarkError('membership-administrators-few', {
      left: administrators.length,
      needed: threshold,
    })
  return { administrators, threshold }
}
