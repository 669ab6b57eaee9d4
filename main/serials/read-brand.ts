import type { MintingStation } from '../../core/authority/judge-authority.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { TrustFile } from '../../core/evidence/trust.ts'
import { type Membership, readMembership } from '../../core/membership/membership.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'

/** What the station's own organisation and the trust file say: who is believed about brands. */
export interface RightsBasis {
  readonly own: Membership
  readonly trust: Pick<TrustFile, 'administrators' | 'threshold'>
  readonly station: MintingStation
}

/**
 * A brand's membership, under the administrators that this station trusts, of its own consortium, and of training exactly
 * when the station is. Throws `membership-…`, `authority-brand-foreign` `{brand}`.
 */
export function readBrand(statements: readonly Uint8Array[], { own, trust }: RightsBasis): Membership {
  const { administrators, threshold } = trust
  const brand = readMembership(statements, { administrators, threshold }, verifyEd25519)
  const { org, consortium, training } = brand.payload
  if (consortium !== own.payload.consortium || training !== own.payload.training || org === own.payload.org) {
    throw new BondmarkError('authority-brand-foreign', { brand: org })
  }
  return brand
}
