import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Membership } from '../../core/membership/membership.ts'
import type { MintingRights } from './minting-rights.ts'
import { readBrand } from './read-brand.ts'

/** News of brands in a file: the newest of each, and those that are to be kept. */
export interface BrandNews {
  readonly brands: ReadonlyMap<string, Membership>
  readonly news: readonly Membership[]
}

/**
 * The memberships of a file against those that are known: one that is known already says nothing, the first of a brand is
 * believed by its administrators' signatures, and every further one names the one before. A file that would take a brand
 * back to an older word is refused.
 *
 * @throws BondmarkError `brand-membership-stale` `{brand}` and those of `readBrand`
 */
export function brandsInFile(
  memberships: readonly (readonly Uint8Array[])[],
  rights: MintingRights,
  isKnown: (head: string) => boolean,
): BrandNews {
  const brands = new Map<string, Membership>()
  const news: Membership[] = []
  for (const statements of memberships) {
    const brand = readBrand(statements, rights.basis)
    if (isKnown(brand.head)) continue
    const { org, previous } = brand.payload
    const before = brands.get(org) ?? rights.brand(org)
    if (before && previous !== before.head) throw new BondmarkError('brand-membership-stale', { brand: org })
    brands.set(org, brand)
    news.push(brand)
  }
  return { brands, news }
}
