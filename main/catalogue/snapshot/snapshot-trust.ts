import { existsSync, readFileSync } from 'node:fs'
import type { SnapshotTrust } from '../../../core/catalogue/snapshot/snapshot-manifest.ts'
import type { TrustFile } from '../../../core/evidence/trust.ts'
import { newestOf } from '../../../core/membership/member-history.ts'
import { readMembership } from '../../../core/membership/membership.ts'
import { readMembershipFile } from '../../../core/membership/membership-file.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import type { MemberBooks } from '../../members/member-books.ts'
import type { StationProfile } from '../../workspace/profile.ts'
import type { WorkspaceFiles } from '../../workspace/workspace.ts'

/** Whose snapshots a workspace takes: those of the administrators in the membership that it follows. Throws `membership-…`. */
export function snapshotTrustOf(
  files: Pick<WorkspaceFiles, 'membership'>,
  { consortium }: Pick<StationProfile, 'consortium'>,
  trust: TrustFile,
): SnapshotTrust {
  const memberships = existsSync(files.membership)
    ? [readMembership(readMembershipFile(readFileSync(files.membership, 'utf8')), trust, verifyEd25519)]
    : []
  return { consortium, memberships, verify: verifyEd25519 }
}

/** Whose versions of a member a ledger hands out: those of that member's administrators. Throws `membership-…`. */
export function snapshotTrustOfLedger(books: MemberBooks, org: string): SnapshotTrust {
  const membership = newestOf(books.history(org))
  return { consortium: membership.payload.consortium, memberships: [membership], verify: verifyEd25519 }
}
