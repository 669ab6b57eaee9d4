import { BondmarkError, type Failure } from '../errors/bondmark-error.ts'
import type { Verify } from '../statement/ed25519.ts'
import { administratorsAfter } from './administrators.ts'
import { claimedMembership, type Membership, type MembershipTrust, readMembership } from './membership.ts'
import { whyNoSuccessor } from './succession.ts'

/** More versions than an organisation signs in decades. */
const VERSIONS_MAX = 10_000

/** A membership, and whose signatures it needed at its place. */
export interface Version {
  readonly membership: Membership
  readonly by: MembershipTrust
}

/** The memberships of one organisation, from the one that was pinned at first sight, each following the one before. */
export interface MemberHistory {
  readonly org: string
  /** oldest first */
  readonly versions: readonly [Version, ...Version[]]
  /** whose signatures the next version needs */
  readonly next: MembershipTrust
}

/** What a membership is to a history. */
export type Continued =
  /** A version that it holds, however that copy is signed: a head is the hash of what a membership says. */
  | { readonly kind: 'known' }
  /** It follows the newest; this is the history with it. */
  | { readonly kind: 'newer'; readonly history: MemberHistory }
  /** It follows what `held` follows and is as well signed: the administrators signed both. */
  | { readonly kind: 'fork'; readonly held: Membership; readonly other: Membership }

/** Whose signatures the newest version needed: what a trust file that names it says. */
export function trustRootOf({ versions }: Pick<MemberHistory, 'versions'>): MembershipTrust {
  return (versions.at(-1) ?? versions[0]).by
}

export function newestOf({ versions }: MemberHistory): Membership {
  return (versions.at(-1) ?? versions[0]).membership
}

/**
 * The history that begins with this membership, under the administrators whom whoever hands it over trusts.
 * @throws BondmarkError those of `readMembership`, `membership-administrators-few`
 */
export function beginHistory(
  statements: readonly Uint8Array[],
  trust: MembershipTrust,
  verify: Verify,
): MemberHistory {
  const by = { administrators: [...trust.administrators], threshold: trust.threshold }
  const membership = readMembership(statements, by, verify)
  const { payload } = membership
  return {
    org: payload.org,
    versions: [{ membership, by }],
    next: administratorsAfter(by, payload),
  }
}

/**
 * Holds a membership against a history. What follows the newest version by `previous`, signed by enough of the
 * administrators whom the newest left in charge, becomes the newest. Nothing ever goes back.
 * @throws BondmarkError those of `readMembership`, `whyNoSuccessor` and `administratorsAfter`; `membership-gap`
 * `{org, previous, newest}` when a version between is missing or it belongs to another history; `membership-versions-many`
 */
export function continueHistory(
  history: MemberHistory,
  statements: readonly Uint8Array[],
  verify: Verify,
): Continued {
  const { versions, next, org } = history
  const { head, payload } = claimedMembership(statements)
  // The one before the first is vouched for by the first, which names it.
  const heads = [
    versions[0].membership.payload.previous,
    ...versions.map(({ membership }) => membership.head),
  ]
  if (heads.includes(head)) return { kind: 'known' }
  const newest = newestOf(history)
  if (payload.previous !== newest.head) return contradict(history, statements, verify)
  const membership = readMembership(statements, next, verify)
  refuse(whyNoSuccessor(newest.payload, membership.payload))
  if (versions.length >= VERSIONS_MAX) throw new BondmarkError('membership-versions-many', { org })
  const after = administratorsAfter(next, membership.payload)
  return {
    kind: 'newer',
    history: { org, versions: [...versions, { membership, by: next }], next: after },
  }
}

/** One that does not follow the newest: a fork when it is signed as the version in its place is, and else nothing. */
function contradict(history: MemberHistory, statements: readonly Uint8Array[], verify: Verify): Continued {
  const { org, consortium, previous } = claimedMembership(statements).payload
  const held = history.versions.find(({ membership }) => membership.payload.previous === previous)
  const { payload } = held?.membership ?? newestOf(history)
  if (held === undefined || payload.org !== org || payload.consortium !== consortium) {
    throw new BondmarkError('membership-gap', {
      org: history.org,
      previous: previous ?? '-',
      newest: newestOf(history).head,
    })
  }
  return { kind: 'fork', held: held.membership, other: readMembership(statements, held.by, verify) }
}

function refuse(failure: Failure | null): void {
  if (failure !== null) throw new BondmarkError(failure.code, failure.detail)
}
