import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { ListedKey, MembershipPayload } from '../../core/membership/membership.ts'

/**
 * The listed key that a person means: a kid, its first eight symbols or more, or a name (`station/LBL07`) that only one key
 * which is not revoked bears. Throws `members-key-unknown` `{key}`, `members-key-ambiguous` `{key, count}`.
 */
export function findKey({ keys, revocations }: MembershipPayload, key: string): ListedKey {
  const revoked = new Set(revocations.map(({ kid }) => kid))
  const byKid = /^[0-9a-f]{8,64}$/.test(key) ? keys.filter(({ kid }) => kid.startsWith(key)) : []
  const found = byKid.length > 0 ? byKid : keys.filter(({ name, kid }) => name === key && !revoked.has(kid))
  const [first, ...others] = found
  if (!first) throw new BondmarkError('members-key-unknown', { key })
  if (others.length > 0) throw new BondmarkError('members-key-ambiguous', { key, count: found.length })
  return first
}
