import type { Failure } from '../errors/bondmark-error.ts'
import { keyOf, type Membership } from './membership.ts'

/** What is known of a statement's place: in its key's chain, and by when it was logged (Unix seconds). */
export interface Placed {
  readonly seq?: number | undefined
  /** Time of a trusted witness's cosignature over a tree that holds it; `iat` proves nothing and is not asked. */
  readonly loggedBy?: number | null | undefined
}

/**
 * Why a statement of this key does not count, or null when it does (DESIGN §10): it counts if it was logged before the
 * key was revoked or ended, or stands at or below the revocation's `lastGoodSeq`. Offline, what cannot be shown to be
 * early counts as late. What was logged before its key became valid does not count either.
 *
 * Codes: `key-unlisted` `{kid}`, `key-not-yet-valid` `{kid, from}`, `key-revoked` `{kid}`, `key-expired` `{kid, until}`.
 */
export function whyNotCountable(
  membership: Pick<Membership, 'payload'>,
  kid: string,
  placed: Placed,
): Failure | null {
  const key = keyOf(membership, kid)
  if (key === null) return { code: 'key-unlisted', detail: { kid } }
  const revoked = membership.payload.revocations.find((revocation) => revocation.kid === kid)
  return whyKeyNotCountable({ kid, from: key.from, until: key.until, revoked }, placed)
}

/** What is listed of a key's time, and of its end. Times in RFC 3339. */
export interface KeyTime {
  readonly kid: string
  readonly from: string
  readonly until?: string | undefined
  readonly revoked?: { readonly at: string; readonly lastGoodSeq?: number | undefined } | undefined
}

/** {@link whyNotCountable} of a key that is known already. Never `key-unlisted`. */
export function whyKeyNotCountable({ kid, from, until, revoked }: KeyTime, placed: Placed): Failure | null {
  if (isBefore(placed.loggedBy, from)) {
    return { code: 'key-not-yet-valid', detail: { kid, from } }
  }
  if (
    revoked !== undefined &&
    !isGoodSeq(placed.seq, revoked.lastGoodSeq) &&
    !isBefore(placed.loggedBy, revoked.at)
  ) {
    return { code: 'key-revoked', detail: { kid } }
  }
  if (until !== undefined && !isBefore(placed.loggedBy, until)) {
    return { code: 'key-expired', detail: { kid, until } }
  }
  return null
}

/** Whether a statement of this key counts, as far as what is known of it shows. */
export function isCountable(membership: Pick<Membership, 'payload'>, kid: string, placed: Placed): boolean {
  return whyNotCountable(membership, kid, placed) === null
}

function isGoodSeq(seq: number | undefined, lastGoodSeq: number | undefined): boolean {
  return seq !== undefined && lastGoodSeq !== undefined && seq <= lastGoodSeq
}

/** A cosignature's time has whole seconds, and stands for any moment of that one: only when it has passed was it before. */
function isBefore(seconds: number | null | undefined, time: string): boolean {
  return seconds !== undefined && seconds !== null && (seconds + 1) * 1000 <= Date.parse(time)
}
