import { sha256 } from '@noble/hashes/sha2.js'
import { z } from 'zod'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { whyMayNotState } from '../membership/may-state.ts'
import { firstIssue, keyOf, type Membership } from '../membership/membership.ts'
import { parseCanonical } from '../statement/canonical-json.ts'
import type { Verify } from '../statement/ed25519.ts'
import { wrongHeaderOf } from '../statement/record-of-person.ts'
import { readStatement, type Sha256, type Statement, verifyStatement } from '../statement/statement.ts'
import { publicKeyOf } from '../statement/strict-ed25519.ts'
import { sampleDelegation, serialDelegation, serialPool } from './authority-payload.ts'
import { licenceOf } from './brand-licence.ts'
import { type Coverage, firstBeyond } from './coverage.ts'

/** A brand's signed word on who may give serials to its products. */
export interface SerialAuthority {
  /** statement id, which events cite */
  readonly id: string
  readonly kind: 'delegation' | 'pool'
  /** the brand's organisation, and the key that it signed with */
  readonly brand: string
  readonly kid: string
  /** issuer URI of a station, or of an organisation's stations */
  readonly to: string
  /** key of the station that alone may use it; null for a delegation */
  readonly stationKid: string | null
  /** first three symbols of its serials; null: the station's own prefix */
  readonly prefix: string | null
  readonly covers: Coverage
  readonly from: string
  readonly until: string | null
  /** serials that the station may give under it; null: no limit */
  readonly max: number | null
  /** root of a pool's list, hex; null for a delegation */
  readonly root: string | null
}

const payload = z.discriminatedUnion('format', [serialDelegation, sampleDelegation, serialPool])

/**
 * Reads an authority as its brand's: signed by a key that the brand's membership lists for it, over products that the
 * brand owns. Whether it is for this station, and counts now, are other questions (`whyNotFor`, `whyNotAt`).
 *
 * @param brand membership of the organisation that the statement's issuer names; who calls has verified it
 * @throws BondmarkError `authority-malformed` `{at, reason}`, `authority-key-foreign` `{kid, brand}`,
 * `authority-unsigned` `{brand}`, `authority-gtin-foreign` `{gtin, brand}`, those of `readStatement` and `whyMayNotState`
 */
export function readAuthority(
  bytes: Uint8Array,
  brand: Membership,
  verify: Verify,
  digest: Sha256 = sha256,
): SerialAuthority {
  const statement = readStatement(bytes, digest)
  const result = payload.safeParse(parseCanonical(statement.payload))
  if (!result.success) {
    const { at, reason } = firstIssue(result.error)
    throw new BondmarkError('authority-malformed', { at, reason })
  }
  const said = result.data
  // From when it counts is not when it was signed, of which it says nothing.
  const wrong = wrongHeaderOf(statement, said, null, digest)
  if (wrong) throw new BondmarkError('authority-malformed', { at: wrong, reason: 'not as a right says it' })
  checkSigner(statement, brand, verify)

  const { id, kid } = statement
  const { org, training } = brand.payload
  const common = { id, kid, brand: org, to: said.to, from: said.from }
  if (said.format === 'bondmark/serial-delegation/1') {
    // Such a word proves nothing outside of training, where the administrators' passcodes are published.
    if (training === undefined) throw new BondmarkError('authority-key-foreign', { kid, brand: org })
    const covers = { companyPrefixes: [said.gtins.slice(0, -1)], gtins: [] }
    return {
      ...common,
      // Recordings are replayed of days before the workspace was made.
      from: '1970-01-01T00:00:00.000Z',
      kind: 'delegation',
      stationKid: null,
      prefix: said.prefix,
      covers,
      until: null,
      max: null,
      root: null,
    }
  }
  const beyond = firstBeyond(said.covers, licenceOf(brand))
  if (beyond !== null) throw new BondmarkError('authority-gtin-foreign', { gtin: beyond, brand: org })
  const { covers, until } = said
  return said.format === 'bondmark/serial-pool/1'
    ? {
        ...common,
        kind: 'pool',
        stationKid: said.kid,
        prefix: said.range,
        covers,
        until,
        max: said.count,
        root: said.root,
      }
    : {
        ...common,
        kind: 'delegation',
        stationKid: null,
        prefix: said.prefix,
        covers,
        until,
        max: said.max,
        root: null,
      }
}

function checkSigner(statement: Statement, brand: Membership, verify: Verify): void {
  const { kid } = statement
  const { org } = brand.payload
  const key = keyOf(brand, kid)
  const publicKey = key && publicKeyOf(key.key)
  if (!key || !publicKey) throw new BondmarkError('authority-key-foreign', { kid, brand: org })
  const mayNot = whyMayNotState(brand, key, statement)
  if (mayNot) throw new BondmarkError(mayNot.code, mayNot.detail)
  if (!verifyStatement(statement, publicKey, verify))
    throw new BondmarkError('authority-unsigned', { brand: org })
}
