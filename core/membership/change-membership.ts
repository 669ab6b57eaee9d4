import { BondmarkError } from '../errors/bondmark-error.ts'
import type { ListedKey, Membership, MembershipPayload } from './membership.ts'

/** One thing that administrators change. Times in RFC 3339. */
export type MembershipChange =
  | { readonly kind: 'add'; readonly key: ListedKey }
  | { readonly kind: 'until'; readonly kid: string; readonly until: string }
  | {
      readonly kind: 'revoke'
      readonly kid: string
      readonly at: string
      readonly lastGoodSeq?: number | undefined
    }
  /** `key` goes on where `kid` ends: same use, name and role, the station's prefix and block; `kid` ends when it begins. */
  | {
      readonly kind: 'rotate'
      readonly kid: string
      readonly key: Pick<ListedKey, 'kid' | 'key' | 'from'>
    }
  | { readonly kind: 'roles'; readonly roles: readonly string[] }

/**
 * The payload that follows a membership when these changes are made to it, in this order. Whether it may follow is judged
 * where it is taken (`continueHistory`).
 * @throws BondmarkError `key-unlisted` `{kid}`, `membership-key-listed` `{kid, name}`
 */
export function changeMembership(
  { payload, head }: Pick<Membership, 'payload' | 'head'>,
  changes: readonly MembershipChange[],
): MembershipPayload {
  return changes.reduce(changed, { ...payload, previous: head })
}

function changed(payload: MembershipPayload, change: MembershipChange): MembershipPayload {
  const { keys, revocations } = payload
  switch (change.kind) {
    case 'add':
      refuseListed(payload, change.key.kid)
      return { ...payload, keys: [...keys, change.key] }
    case 'until':
      return { ...payload, keys: ending(payload, change.kid, change.until) }
    case 'revoke': {
      listedIn(payload, change.kid)
      const { kid, at, lastGoodSeq } = change
      const revocation = { kid, at, ...(lastGoodSeq !== undefined && { lastGoodSeq }) }
      return { ...payload, revocations: [...revocations.filter((each) => each.kid !== kid), revocation] }
    }
    case 'rotate': {
      refuseListed(payload, change.key.kid)
      const { until: _, ...old } = listedIn(payload, change.kid)
      const next: ListedKey = { ...old, ...change.key }
      return { ...payload, keys: [...ending(payload, change.kid, change.key.from), next] }
    }
    case 'roles':
      return { ...payload, roles: [...change.roles] }
  }
}

function ending(payload: MembershipPayload, kid: string, until: string): ListedKey[] {
  listedIn(payload, kid)
  return payload.keys.map((key) => (key.kid === kid ? { ...key, until } : key))
}

function listedIn({ keys }: MembershipPayload, kid: string): ListedKey {
  const key = keys.find((each) => each.kid === kid)
  if (!key) throw new BondmarkError('key-unlisted', { kid })
  return key
}

function refuseListed({ keys }: MembershipPayload, kid: string): void {
  const key = keys.find((each) => each.kid === kid)
  if (key) throw new BondmarkError('membership-key-listed', { kid, name: key.name })
}
