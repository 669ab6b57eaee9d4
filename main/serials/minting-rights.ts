import { covers } from '../../core/authority/coverage.ts'
import { whyNotAt, whyNotFor } from '../../core/authority/judge-authority.ts'
import { readAuthority, type SerialAuthority } from '../../core/authority/read-authority.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Membership } from '../../core/membership/membership.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { parseIssuer } from '../../core/statement/issuer.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { StationStore } from '../store/station-store.ts'
import { type RightsBasis, readBrand } from './read-brand.ts'

/** A right that this station holds, and what is left of it. */
export interface HeldRight {
  /** number in the store */
  readonly n: number
  readonly authority: SerialAuthority
  readonly issued: number
  /** serials that can still be given; null: as many as are wanted */
  readonly left: number | null
  /** why nothing is given under it now; null: it is used */
  readonly idle: Failure | null
}

interface Known {
  readonly n: number
  readonly authority: SerialAuthority
  readonly brand: Membership
  /** It is not this station's to use, whatever the time. */
  readonly foreign: Failure | null
}

/**
 * The rights to give serials, as their signatures and the newest memberships have them. Read anew when one comes in; how
 * much of each is used stands in the store alone, so that an undone transaction undoes it too.
 */
export class MintingRights {
  readonly #store
  #basis
  #known: readonly Known[] = []
  #brands: ReadonlyMap<string, Membership> = new Map()

  constructor(store: StationStore, basis: RightsBasis) {
    this.#store = store
    this.#basis = basis
    this.reload()
  }

  get basis(): RightsBasis {
    return this.#basis
  }

  /** Goes by a newer membership from now on. */
  follow(own: Membership, trust: RightsBasis['trust']): void {
    this.#basis = { ...this.#basis, own, trust }
    this.reload()
  }

  /** Reads everything anew. What cannot be believed any more, as after damage, is not used. */
  reload(): void {
    const { own } = this.basis
    const brands = new Map([[own.payload.org, own]])
    for (const { org, json } of this.#store.serials.memberships()) {
      const brand = unlessWrong(() => readBrand(readMembershipFile(json), this.basis))
      if (brand && org !== own.payload.org) brands.set(org, brand)
    }
    this.#brands = brands
    this.#known = this.#store.serials.all().flatMap(({ n, bytes }) => {
      const known = unlessWrong(() => this.read(bytes))
      return known ? [{ n, ...known, foreign: whyNotFor(known.authority, this.basis.station) }] : []
    })
  }

  /** The newest membership of an organisation that is known, if any. */
  brand(org: string): Membership | null {
    return this.#brands.get(org) ?? null
  }

  /** An authority by its brand's newest membership. Throws `authority-brand-unknown` `{brand}` and those of `readAuthority`. */
  read(
    bytes: Uint8Array,
    newer: ReadonlyMap<string, Membership> = new Map(),
  ): { authority: SerialAuthority; brand: Membership } {
    const org = parseIssuer(readStatement(bytes, sha256Native).issuer)?.org ?? ''
    const brand = newer.get(org) ?? this.#brands.get(org)
    if (!brand) throw new BondmarkError('authority-brand-unknown', { brand: org })
    return { authority: readAuthority(bytes, brand, verifyEd25519, sha256Native), brand }
  }

  /** All rights, pools first, then by age: in this order they are used. `at`: RFC 3339. */
  held(at: string): HeldRight[] {
    return this.#heldOf(this.#known, at)
  }

  #heldOf(some: readonly Known[], at: string): HeldRight[] {
    return some
      .map((known) => this.#held(known, at))
      .sort((a, b) => Number(b.authority.kind === 'pool') - Number(a.authority.kind === 'pool') || a.n - b.n)
  }

  /** Those that give serials to a product now. */
  usable(gtin: string, at: string): HeldRight[] {
    const ofProduct = this.#known.filter(({ authority }) => covers(authority.covers, gtin))
    return this.#heldOf(ofProduct, at).filter(({ idle }) => idle === null)
  }

  #held({ n, authority, brand, foreign }: Known, at: string): HeldRight {
    const issued = this.#store.serials.issued(n)
    const left = authority.max === null ? null : Math.max(0, authority.max - issued)
    const used: Failure | null = left === 0 ? { code: 'authority-used-up', detail: { issued } } : null
    return { n, authority, issued, left, idle: foreign ?? whyNotAt(authority, brand, at) ?? used }
  }
}

function unlessWrong<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
}
