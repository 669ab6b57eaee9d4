import type { Failure } from '../errors/bondmark-error.ts'
import type { Membership } from '../membership/membership.ts'
import { whyNotCountable } from '../membership/revocation.ts'
import { parseIssuer } from '../statement/issuer.ts'
import type { SerialAuthority } from './read-authority.ts'

/** The station that wants to give serials: who it is, its key, and the prefix that it was assigned. */
export interface MintingStation {
  readonly issuer: string
  readonly kid: string
  readonly prefix: string
}

/** Why an authority is not this station's to use, or null. Code `authority-for-other-station` `{to, kid}`, `authority-prefix-differs` `{prefix, own}`. */
export function whyNotFor(authority: SerialAuthority, station: MintingStation): Failure | null {
  const { to, stationKid, prefix, kind } = authority
  const { org, consortium } = parseIssuer(station.issuer) ?? { org: '', consortium: '' }
  const isMine = to === station.issuer || to === `https://id.${consortium}/org/${org}`
  if (!isMine || (stationKid !== null && stationKid !== station.kid)) {
    return { code: 'authority-for-other-station', detail: { to, kid: stationKid ?? '' } }
  }
  return kind === 'delegation' && prefix !== null && prefix !== station.prefix
    ? { code: 'authority-prefix-differs', detail: { prefix, own: station.prefix } }
    : null
}

/**
 * Why an authority did not count at a moment, or null: its own days, and those of the brand's key.
 * Codes: `authority-not-yet` `{from}`, `authority-expired` `{until}`, `authority-revoked` `{brand}`.
 *
 * @param brand the newest membership of the brand that is known
 * @param at RFC 3339
 */
export function whyNotAt(
  authority: SerialAuthority,
  brand: Pick<Membership, 'payload'>,
  at: string,
): Failure | null {
  const { from, until, kid } = authority
  const atMs = Date.parse(at)
  const why = whyNotCountable(brand, kid, { loggedBy: atMs / 1000 })
  // Since when a right counts its brand says in it; since when a key does is asked of what a log holds.
  if (why !== null && why.code !== 'key-not-yet-valid')
    return { code: 'authority-revoked', detail: { brand: authority.brand } }
  if (atMs < Date.parse(from)) return { code: 'authority-not-yet', detail: { from } }
  return until !== null && atMs >= Date.parse(until) ? { code: 'authority-expired', detail: { until } } : null
}
