import { BondmarkError } from '../errors/bondmark-error.ts'
import type { Verify } from '../statement/ed25519.ts'
import { type Membership, type MembershipTrust, readMembership, trustNamedBy } from './membership.ts'

/** A trust file's part that membership lists are held against. */
type Root = MembershipTrust & { readonly membershipHead: string; readonly training?: true | undefined }

/**
 * Lists of one or several members, each vouched for by one of the trust files: signed by enough of its administrators, and
 * the version that it names or one before it, as far as the versions between are given too. Without trust files each list
 * is its own root, and proves only what whoever handed it over says.
 * @throws BondmarkError those of `readMembership`; `membership-training` when a list and the trust file that vouches for it
 * are not both of training, or both real
 */
export function vouchedMemberships(
  lists: readonly (readonly Uint8Array[])[],
  roots: readonly Root[],
  verify: Verify,
): Membership[] {
  if (roots.length === 0) return lists.map((list) => readMembership(list, trustNamedBy(list), verify))
  const read = lists.map((list) => signedFor(list, roots, verify))
  const vouchedFor = new Map(roots.map((root) => [root, headsVouchedBy(root, read)]))
  return read.map(({ membership, by: [first, ...others] }) => {
    const root = [first, ...others].find((one) => vouchedFor.get(one)?.has(membership.head))
    if (root === undefined)
      throw new BondmarkError('membership-head-differs', {
        found: membership.head,
        expected: first.membershipHead,
      })
    if ((membership.payload.training !== undefined) !== (root.training === true))
      throw new BondmarkError('membership-training')
    return membership
  })
}

/** A list, and the trust files whose administrators signed it: members may have the same administrators. */
interface Signed {
  readonly membership: Membership
  readonly by: readonly [Root, ...Root[]]
}

/** The version that a trust file names, and those before it, one by one, for as long as they are there. */
function headsVouchedBy(root: Root, read: readonly Signed[]): ReadonlySet<string> {
  const signed = new Map(
    read.filter(({ by }) => by.includes(root)).map(({ membership }) => [membership.head, membership]),
  )
  const heads = new Set<string>()
  for (let next = signed.get(root.membershipHead); next !== undefined; ) {
    heads.add(next.head)
    next = signed.get(next.payload.previous ?? '')
  }
  return heads
}

/** The trust files whose administrators signed a list; the last one's refusal when none did. */
function signedFor(list: readonly Uint8Array[], roots: readonly Root[], verify: Verify): Signed {
  let refusal: unknown
  const by: Root[] = []
  let membership: Membership | undefined
  for (const root of roots) {
    const { administrators, threshold } = root
    try {
      membership = readMembership(list, { administrators, threshold }, verify)
      by.push(root)
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      refusal = error
    }
  }
  const [first, ...others] = by
  if (membership === undefined || first === undefined) throw refusal
  return { membership, by: [first, ...others] }
}
