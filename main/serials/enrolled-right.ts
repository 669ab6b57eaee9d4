import { existsSync, readFileSync } from 'node:fs'
import type { Membership } from '../../core/membership/membership.ts'
import { writeMembershipFile } from '../../core/membership/membership-file.ts'
import { parseIssuer } from '../../core/statement/issuer.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { StationStore } from '../store/station-store.ts'

/** Puts the right that a workspace is enrolled with into its store, with its brand's membership where that is another's. */
export function keepEnrolledRight(
  store: StationStore,
  { right, brand, t }: { readonly right: Uint8Array; readonly brand: Membership | null; readonly t: string },
): void {
  const by = { t, badge: null }
  if (brand && !store.serials.knowsMembership(brand.head)) {
    const json = writeMembershipFile(brand.statements)
    store.serials.addMembership({ org: brand.payload.org, head: brand.head, json }, by)
  }
  const { id, issuer } = readStatement(right, sha256Native)
  const org = parseIssuer(issuer)?.org ?? ''
  store.serials.whole(store.serials.begin({ id, kind: 'delegation', brand: org, bytes: right }, by), t)
}

/** A workspace of an older release has its right in a file alone. One that is not the profile's is left to `fsck`. */
export function adoptEnrolledRight(store: StationStore, file: string, id: string, t: string): void {
  if (store.serials.numberOf(id) !== null || !existsSync(file)) return
  const right = readFileSync(file)
  if (Buffer.from(sha256Native(right)).toString('hex') !== id) return
  store.transaction(() => keepEnrolledRight(store, { right, brand: null, t }))
}
