import { BondmarkError } from '../errors/bondmark-error.ts'
import type { Verify } from '../statement/ed25519.ts'
import { beginHistory, continueHistory, type MemberHistory, newestOf } from './member-history.ts'
import {
  claimedMembership,
  keyOf,
  type ListedKey,
  type Membership,
  type MembershipTrust,
} from './membership.ts'

/** The memberships that a ledger goes by: its own organisation's and those of other members, the newest of each. */
export interface Consortium {
  own(): Membership
  /** The newest of every member, its own first. */
  all(): readonly Membership[]
  /** Whose listed key this is in a newest membership: first in its own. Whether it still counts is another question. */
  keyOf(kid: string): { readonly membership: Membership; readonly key: ListedKey } | null
}

/** What became of a membership that was brought. */
export type Taken =
  | { readonly kind: 'known'; readonly org: string }
  | { readonly kind: 'newer'; readonly org: string; readonly membership: Membership }
  | { readonly kind: 'fork'; readonly org: string; readonly held: Membership; readonly other: Membership }

/** A consortium whose memberships go forward, and are never seen half changed: each take is whole or nothing. */
export class KnownConsortium implements Consortium {
  readonly #verify
  readonly #ownOrg
  #histories: ReadonlyMap<string, MemberHistory>

  constructor(own: MemberHistory, others: readonly MemberHistory[], verify: Verify) {
    this.#verify = verify
    this.#ownOrg = own.org
    this.#histories = new Map([own, ...others].map((history) => [history.org, history]))
  }

  own(): Membership {
    return this.#newest(this.#ownOrg)
  }

  all(): readonly Membership[] {
    return [...this.#histories.values()].map(newestOf)
  }

  keyOf(kid: string): { membership: Membership; key: ListedKey } | null {
    for (const membership of this.all()) {
      const key = keyOf(membership, kid)
      if (key !== null) return { membership, key }
    }
    return null
  }

  /** Everything known of an organisation, or null. */
  history(org: string): MemberHistory | null {
    return this.#histories.get(org) ?? null
  }

  /** The membership with this head, of whichever member and time; verifying an old statement needs it. */
  version(head: string): Membership | null {
    for (const { versions } of this.#histories.values()) {
      const found = versions.find(({ membership }) => membership.head === head)
      if (found) return found.membership
    }
    return null
  }

  /**
   * Takes a membership of a member that is known here. `keep` makes it durable before it counts.
   * @throws BondmarkError `membership-org-unknown` `{org}`, and those of `continueHistory`
   */
  take(statements: readonly Uint8Array[], keep: (history: MemberHistory) => void): Taken {
    const { org } = claimedMembership(statements).payload
    const history = this.#histories.get(org)
    if (history === undefined) throw new BondmarkError('membership-org-unknown', { org })
    const continued = continueHistory(history, statements, this.#verify)
    if (continued.kind !== 'newer') return { ...continued, org }
    keep(continued.history)
    this.#set(continued.history)
    return { kind: 'newer', org, membership: newestOf(continued.history) }
  }

  /**
   * Takes a member that was not known: from now on it is pinned to these administrators. It must be of the same
   * consortium, and of training exactly when the own organisation is.
   * @throws BondmarkError `membership-other-organisation` `{found, expected}`, `membership-training`, those of `beginHistory`
   */
  meet(
    statements: readonly Uint8Array[],
    trust: MembershipTrust,
    keep: (history: MemberHistory) => void,
  ): Membership {
    const history = beginHistory(statements, trust, this.#verify)
    refuseStranger(this.own(), newestOf(history))
    keep(history)
    this.#set(history)
    return newestOf(history)
  }

  #set(history: MemberHistory): void {
    this.#histories = new Map([...this.#histories, [history.org, history]])
  }

  #newest(org: string): Membership {
    const history = this.#histories.get(org)
    if (history === undefined) throw new RangeError(`no member ${org}`)
    return newestOf(history)
  }
}

/**
 * Refuses a membership that is not of the same consortium, or mixes training and the real.
 * @throws BondmarkError `membership-other-organisation` `{found, expected}`, `membership-training`
 */
export function refuseStranger({ payload: own }: Membership, { payload: other }: Membership): void {
  if (other.consortium !== own.consortium)
    throw new BondmarkError('membership-other-organisation', {
      found: other.consortium,
      expected: own.consortium,
    })
  if ((other.training === undefined) !== (own.training === undefined))
    throw new BondmarkError('membership-training', {})
}
