import { BondmarkError } from '../errors/bondmark-error.ts'
import type { MembershipTrust } from './membership.ts'
import type { ListedKey, MembershipPayload } from './membership-payload.ts'

const isAdministrator = ({ use, role }: ListedKey) => use === 'person' && role === 'administrator'

/**
 * Whose signatures the version after a membership needs: those whose signatures it needed itself and those whom it lists as
 * administrators, without the keys that it revokes. So administrators change by a membership that k of the old ones signed, and
 * nobody becomes one by a list that they did not sign. It follows from this membership alone, so that a trust file which names
 * it is enough to go on from. `threshold` stays.
 * @throws BondmarkError `membership-administrators-few` `{left, needed}` when too few would be left to ever sign again
 */
export function administratorsAfter(
  { administrators: before, threshold }: MembershipTrust,
  { keys, revocations }: MembershipPayload,
): MembershipTrust {
  const revoked = new Set(revocations.map(({ kid }) => kid))
  const gone = new Set(keys.flatMap(({ kid, key }) => (revoked.has(kid) ? key : [])))
  const listed = keys.filter(isAdministrator).map(({ key }) => key)
  const administrators = [...new Set([...before, ...listed])].filter((key) => !gone.has(key))
  if (administrators.length < threshold) {
    throw new BondmarkError('membership-administrators-few', {
      left: administrators.length,
      needed: threshold,
    })
  }
  return { administrators, threshold }
}
