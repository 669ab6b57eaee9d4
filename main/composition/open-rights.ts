import { readFileSync } from 'node:fs'
import type { TrustFile } from '../../core/evidence/trust.ts'
import { readMembership } from '../../core/membership/membership.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { adoptEnrolledRight } from '../serials/enrolled-right.ts'
import { MintingRights } from '../serials/minting-rights.ts'
import type { StationStore } from '../store/station-store.ts'
import type { StationProfile } from '../workspace/profile.ts'
import type { WorkspaceFiles } from '../workspace/workspace.ts'

/** A station's rights to give serials, out of its store, and what an older release left beside it. Throws what reading its membership throws. */
export function openRights(
  store: StationStore,
  profile: StationProfile,
  files: Pick<WorkspaceFiles, 'membership' | 'serialAuthority'>,
  trust: TrustFile,
  t: string,
): MintingRights {
  adoptEnrolledRight(store, files.serialAuthority, profile.serialAuthority, t)
  return readRights(store, profile, files, trust)
}

/** The same for a store that is only read. */
export function readRights(
  store: StationStore,
  profile: StationProfile,
  files: Pick<WorkspaceFiles, 'membership'>,
  trust: TrustFile,
): MintingRights {
  const own = readMembership(readMembershipFile(readFileSync(files.membership, 'utf8')), trust, verifyEd25519)
  const { consortium, org, station: name, kid, serialPrefix: prefix } = profile
  return new MintingRights(store, {
    own,
    trust,
    station: { issuer: issuerUri({ consortium, org, kind: 'station', name }), kid, prefix },
  })
}
