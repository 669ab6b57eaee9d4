import { fromBase64Url } from '../../../core/encoding/base64.ts'
import type { Failure } from '../../../core/errors/bondmark-error.ts'
import { whyForeignIssuer } from '../../../core/membership/listed-issuer.ts'
import { whyMayNotState } from '../../../core/membership/may-state.ts'
import { keyOf, type ListedKey, type Membership } from '../../../core/membership/membership.ts'
import { whyNotCountable } from '../../../core/membership/revocation.ts'
import type { Statement } from '../../../core/statement/statement.ts'

type Stated = Pick<Statement, 'kid' | 'issuer' | 'contentType' | 'seq'>

/** Which keys may state what, now, by the membership. */
export interface KeyRegister {
  /** Why this key may not issue this statement now, or null. The signature is not looked at. */
  mayState(statement: Stated): Failure | null
  /** Why this key may not open a session as this station, or null. */
  mayOpenSession(kid: string, station: string): Failure | null
  isListed(kid: string): boolean
  /** Raw public key of a listed kid. */
  publicKeyOf(kid: string): Uint8Array
}

/** The register of a membership; `now` in Unix milliseconds. */
export function readKeyRegister(membership: Membership, now: () => number): KeyRegister {
  return followKeyRegister(() => membership, now)
}

/**
 * The register of whichever membership is the newest when it is asked. So a revocation counts at once for everything that is
 * not logged yet, in sessions that run too.
 */
export function followKeyRegister(newest: () => Membership, now: () => number): KeyRegister {
  let read = registerOf(newest(), now)
  let of = newest()
  const current = () => {
    const membership = newest()
    if (membership !== of) {
      read = registerOf(membership, now)
      of = membership
    }
    return read
  }
  return {
    mayState: (statement) => current().mayState(statement),
    mayOpenSession: (kid, station) => current().mayOpenSession(kid, station),
    isListed: (kid) => current().isListed(kid),
    publicKeyOf: (kid) => current().publicKeyOf(kid),
  }
}

function registerOf(membership: Membership, now: () => number): KeyRegister {
  const publicKeys = new Map(membership.payload.keys.map(({ kid, key }) => [kid, fromBase64Url(key)]))

  const countable = (kid: string, seq: number | undefined): ListedKey | Failure => {
    const key = keyOf(membership, kid)
    if (key === null) return { code: 'key-unlisted', detail: { kid } }
    const loggedBy = Math.floor(now() / 1000)
    return whyNotCountable(membership, kid, { seq, loggedBy }) ?? key
  }
  return {
    mayState(statement) {
      const key = countable(statement.kid, statement.seq)
      return isFailure(key) ? key : whyMayNotState(membership, key, statement)
    },
    mayOpenSession(kid, station) {
      // A revoked key may still bring what it stated up to its last good statement; entry looks at each.
      const revoked = membership.payload.revocations.find((each) => each.kid === kid)
      const key = countable(kid, revoked?.lastGoodSeq)
      if (isFailure(key)) return key
      const foreign = whyForeignIssuer(membership, key, station)
      if (foreign !== null) return foreign
      return key.use === 'station' ? null : { code: 'session-not-a-station', detail: { kid, name: key.name } }
    },
    isListed: (kid) => publicKeys.has(kid),
    publicKeyOf(kid) {
      const key = publicKeys.get(kid)
      if (key === undefined) throw new RangeError(`no listed key ${kid}`)
      return key
    },
  }
}

function isFailure(value: ListedKey | Failure): value is Failure {
  return 'code' in value
}
