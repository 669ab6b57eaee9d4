import { BondmarkError } from '../../errors/bondmark-error.ts'
import { refuseStranger } from '../../membership/consortium.ts'
import {
  beginHistory,
  continueHistory,
  type MemberHistory,
  newestOf,
} from '../../membership/member-history.ts'
import type { Membership, MembershipTrust } from '../../membership/membership.ts'
import type { Verify } from '../../statement/ed25519.ts'
import type { PublisherTrusted } from './publisher-word.ts'

/**
 * A membership that begins to be believed as a publisher's: signed as its root asks, of the own consortium, of training exactly
 * when the own one is, and another organisation's.
 * @throws BondmarkError `publisher-own` `{publisher}`, those of `beginHistory` and `refuseStranger`
 */
export function meetPublisher(
  statements: readonly Uint8Array[],
  root: MembershipTrust,
  own: Membership,
  verify: Verify,
): MemberHistory {
  const history = beginHistory(statements, root, verify)
  refuseStranger(own, newestOf(history))
  if (history.org === own.payload.org) throw new BondmarkError('publisher-own', { publisher: history.org })
  return history
}

/**
 * A trusted publisher's history out of the lists that are kept of it, oldest first: from the one that the word names, each as it
 * follows. Lists of before are passed over. Null when the one that the word names is not there, or one does not follow.
 */
export function historyOfPublisher(
  { administrators, threshold, membershipHead, publisher }: PublisherTrusted,
  lists: readonly { readonly head: string; readonly statements: readonly Uint8Array[] }[],
  own: Membership,
  verify: Verify,
): MemberHistory | null {
  const first = lists.findIndex(({ head }) => head === membershipHead)
  const [begin, ...later] = first < 0 ? [] : lists.slice(first)
  if (!begin) return null
  try {
    let history = meetPublisher(begin.statements, { administrators, threshold }, own, verify)
    if (newestOf(history).head !== membershipHead) return null
    for (const { statements } of later) {
      const continued = continueHistory(history, statements, verify)
      if (continued.kind === 'fork') return null
      if (continued.kind === 'newer') history = continued.history
    }
    return history.org === publisher ? history : null
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
}
