import { existsSync, readFileSync } from 'node:fs'
import type { TrustFile } from '../../core/evidence/trust.ts'
import { type ListedSealKey, sealKeysOfMembers } from '../../core/label/seal-keys.ts'
import { readMembership } from '../../core/membership/membership.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'

/**
 * The keys that the workspace's membership lists, by which a foreign label is told whose it is; none without the file.
 * Throws what reading a membership throws.
 */
export function listedKeysOf(file: string, trust: TrustFile): ListedSealKey[] {
  if (!existsSync(file)) return []
  const statements = readMembershipFile(readFileSync(file, 'utf8'))
  return sealKeysOfMembers([readMembership(statements, trust, verifyEd25519)])
}
