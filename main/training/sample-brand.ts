import {
  type SerialDelegation,
  type SerialPool,
  serialDelegation,
  serialPool,
} from '../../core/authority/authority-payload.ts'
import { licenceRoles } from '../../core/authority/brand-licence.ts'
import { toBase64Url } from '../../core/encoding/base64.ts'
import {
  type Administrator,
  type MembershipPayload,
  signMembership,
} from '../../core/membership/membership.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import { signAsPerson } from '../../core/statement/record-of-person.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { signerFromSeed } from '../../platform/keys/ed25519.ts'
import { trainingLedgerSeeds } from '../../sync/ledger/training-keys.ts'

/** The company prefix of all sample goods: GS1 gives 9506000 to nobody, it is kept for demonstrations. */
export const SAMPLE_COMPANY_PREFIX = '9506000'
export const SAMPLE_BRAND = 'sample-brands'
/** Recordings are replayed of any day, also of days before the workspace was made. */
export const SAMPLE_FROM = '2020-01-01T00:00:00.000Z'
const BRAND_BADGE = 'BRD-0001'

/** The owner of the sample goods. Its key follows from the training id, as the training ledger's do: it is published. */
export interface SampleBrand {
  /** Its membership, for administrators to sign. */
  readonly membership: MembershipPayload
  /** `t`: RFC 3339 */
  sign(payload: SerialDelegation | SerialPool, t: string): Uint8Array
}

/** `training`: hex id of the training workspace, which its membership names. `from`: since when its key counts. */
export function sampleBrand(training: string, consortium: string, from: string): SampleBrand {
  const { publicKey, sign } = signerFromSeed(trainingLedgerSeeds(training).brand)
  const kid = kidOf(publicKey)
  const name = `person/${BRAND_BADGE}`
  const membership: MembershipPayload = {
    format: 'bondmark/membership/1',
    consortium,
    org: SAMPLE_BRAND,
    roles: ['brand', ...licenceRoles({ companyPrefixes: [SAMPLE_COMPANY_PREFIX], gtins: [] })],
    training,
    keys: [{ kid, key: toBase64Url(publicKey), use: 'person', name, role: 'administrator', from }],
    revocations: [],
    previous: null,
  }
  const issuer = issuerUri({ consortium, org: SAMPLE_BRAND, kind: 'person', name: BRAND_BADGE })
  return {
    membership,
    sign: (said, t) => {
      const isPool = said.format === 'bondmark/serial-pool/1'
      const payload = isPool ? serialPool.parse(said) : serialDelegation.parse(said)
      return signAsPerson(payload, t, { kid, issuer, sign })
    },
  }
}

/** Everything under the sample company prefix, for one station and as long as it lasts. */
export const sampleDelegationTo = (to: string, prefix: string): SerialDelegation => ({
  format: 'bondmark/serial-delegation/2',
  to,
  prefix,
  covers: { companyPrefixes: [SAMPLE_COMPANY_PREFIX], gtins: [] },
  from: SAMPLE_FROM,
  until: null,
  max: null,
})

/** The brand's membership as the sample administrators sign it. */
export const signSampleBrand = (brand: SampleBrand, administrators: readonly Administrator[], iat: number) =>
  signMembership(brand.membership, administrators, iat)
