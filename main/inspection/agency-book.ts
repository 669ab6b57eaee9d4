import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { AGENCY_ROLE } from '../../core/inspection/fit-check.ts'
import type { Membership } from '../../core/membership/membership.ts'
import { readMembershipFile, writeMembershipFile } from '../../core/membership/membership-file.ts'
import { type RightsBasis, readBrand } from '../serials/read-brand.ts'
import type { AgencyRows } from './agency-rows.ts'

/** News of agencies in a file: what is to be kept, and why something of it could not be believed. */
export interface AgencyNews {
  readonly news: readonly Membership[]
  readonly wrong: Failure | null
}

/** Who inspects: memberships of agencies, believed under the administrators that this station trusts. */
export class AgencyBook {
  readonly #rows
  readonly #basis

  /** `basis`: whom the station believes now; it changes when a newer membership comes. */
  constructor(rows: AgencyRows, basis: () => RightsBasis) {
    this.#rows = rows
    this.#basis = basis
  }

  /** The newest membership of an organisation that is known and believed. */
  known(org: string): Membership | null {
    const row = this.#rows.newest().find((one) => one.org === org)
    if (!row) return null
    try {
      return readBrand(readMembershipFile(row.json), this.#basis())
    } catch (error) {
      if (error instanceof BondmarkError) return null
      throw error
    }
  }

  /** Organisations that may inspect, by name. */
  agencies(): string[] {
    return this.#rows
      .newest()
      .map(({ org }) => org)
      .filter((org) => this.known(org)?.payload.roles.includes(AGENCY_ROLE))
      .sort()
  }

  /**
   * The memberships of a file against those that are known. One that cannot be believed, or does not follow the one that is
   * known, is left out with its reason; the others count.
   */
  read(memberships: readonly (readonly Uint8Array[])[]): AgencyNews {
    const news: Membership[] = []
    let wrong: Failure | null = null
    for (const statements of memberships) {
      try {
        const agency = readBrand(statements, this.#basis())
        if (this.#rows.knows(agency.head)) continue
        const { org, previous } = agency.payload
        const before = news.findLast(({ payload }) => payload.org === org) ?? this.known(org)
        if (before && previous !== before.head)
          throw new BondmarkError('brand-membership-stale', { brand: org })
        news.push(agency)
      } catch (error) {
        if (!(error instanceof BondmarkError)) throw error
        wrong ??= error.toFailure()
      }
    }
    return { news, wrong }
  }

  /** Call it inside a store transaction. */
  keep(news: readonly Membership[], by: { readonly t: string; readonly badge: string | null }): void {
    for (const { payload, head, statements } of news)
      this.#rows.add({ org: payload.org, head, json: writeMembershipFile(statements) }, by)
  }
}
