import { fromBase64Url } from '../../core/encoding/base64.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import { whyForeignIssuer } from '../../core/membership/listed-issuer.ts'
import { keyOf, type ListedKey, type Membership } from '../../core/membership/membership.ts'
import { whyNotCountable } from '../../core/membership/revocation.ts'
import { contentTypes, recordNameOf } from '../../core/statement/content-types.ts'
import type { Statement } from '../../core/statement/statement.ts'

type Stated = Pick<Statement, 'kid' | 'issuer' | 'contentType' | 'seq'>

/** Which keys may state what, now, by the membership. */
export interface KeyRegister {
  /** Why this key may not issue this statement now, or null. The signature is not looked at. */
  mayState(statement: Stated): Failure | null
  /** Why this key may not open a session as this station, or null. */
  mayOpenSession(kid: string, station: string): Failure | null
  /** Raw public key of a listed kid. */
  publicKeyOf(kid: string): Uint8Array
}

/** The register of a membership; `now` in Unix milliseconds. */
export function readKeyRegister(membership: Membership, now: () => number): KeyRegister {
  const publicKeys = new Map(membership.payload.keys.map(({ kid, key }) => [kid, fromBase64Url(key)]))

  const valid = (kid: string, issuer: string, seq: number | undefined): ListedKey | Failure => {
    const key = keyOf(membership, kid)
    if (key === null) return { code: 'key-unlisted', detail: { kid } }
    if (Date.parse(key.from) > now()) return { code: 'key-not-yet-valid', detail: { kid, from: key.from } }
    const loggedBy = Math.floor(now() / 1000)
    return (
      whyNotCountable(membership, kid, { seq, loggedBy }) ?? whyForeignIssuer(membership, key, issuer) ?? key
    )
  }
  return {
    mayState({ kid, issuer, contentType, seq }) {
      const key = valid(kid, issuer, seq)
      if (isFailure(key)) return key
      if (maySay(key, contentType)) return null
      return { code: 'key-may-not-state', detail: { kid, name: key.name, contentType } }
    },
    mayOpenSession(kid, station) {
      // A revoked key may still bring what it stated up to its last good statement; entry looks at each.
      const revoked = membership.payload.revocations.find((each) => each.kid === kid)
      const key = valid(kid, station, revoked?.lastGoodSeq)
      if (isFailure(key)) return key
      return key.use === 'station' ? null : { code: 'session-not-a-station', detail: { kid, name: key.name } }
    },
    publicKeyOf(kid) {
      const key = publicKeys.get(kid)
      if (key === undefined) throw new RangeError(`no listed key ${kid}`)
      return key
    },
  }
}

/** Stations state events and records; supervisors and administrators seal batches. */
function maySay({ use, role }: ListedKey, contentType: string): boolean {
  if (contentType === contentTypes.manifest) {
    return use === 'person' && (role === 'supervisor' || role === 'administrator')
  }
  const record = recordNameOf(contentType)
  const isStations = contentType === contentTypes.event || (record !== null && !peoplesRecords.has(record))
  return use === 'station' && isStations
}

/** Records that people and members sign, never a station. */
const peoplesRecords: ReadonlySet<string> = new Set(['membership', 'refusal', 'serial-delegation'])

function isFailure(value: ListedKey | Failure): value is Failure {
  return 'code' in value
}
