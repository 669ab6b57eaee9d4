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
  const vouched = new Set(read.filter(({ membership, root }) => membership.head === root.membershipHead))
  for (let before = -1; before !== vouched.size; ) {
    before = vouched.size
    for (const one of read) {
      const isBefore = (newer: (typeof read)[number]) =>
        newer.root === one.root && newer.membership.payload.previous === one.membership.head
      if ([...vouched].some(isBefore)) vouched.add(one)
    }
  }
  for (const one of read) {
    const { membership, root } = one
    if (!vouched.has(one))
      throw new BondmarkError('membership-head-differs', {
        found: membership.head,
        expected: root.membershipHead,
      })
    if ((membership.payload.training !== undefined) !== (root.training === true))
      throw new BondmarkError('membership-training')
  }
  return read.map(({ membership }) => membership)
}

/** The first trust file whose administrators signed a list; the last one's refusal when none did. */
function signedFor(list: readonly Uint8Array[], roots: readonly Root[], verify: Verify) {
  let refusal: unknown
  for (const root of roots) {
    const { administrators, threshold } = root
    try {
      return { membership: readMembership(list, { administrators, threshold }, verify), root }
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      refusal = error
    }
  }
  throw refusal
}
