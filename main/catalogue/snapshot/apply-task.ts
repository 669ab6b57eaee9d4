import { rmSync, writeFileSync } from 'node:fs'
import type { MembershipPayload } from '../../../core/membership/membership.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import type { ImportProgress } from '../import-file.ts'
import { type AppliedSnapshot, applySnapshot } from './apply-snapshot.ts'
import { openPack } from './pack-file.ts'

/** A version in a file that somebody brings at the screen, and by whose keys it is checked. All of it can be handed to a thread. */
export interface ApplyTask {
  readonly kind: 'apply'
  /** The file of goods data that it goes into. */
  readonly catalogue: string
  readonly fileName: string
  readonly consortium: string
  /** The membership of whoever published it. */
  readonly membership: MembershipPayload
  readonly word?: string | undefined
  /** RFC 3339 */
  readonly t: string
}

const stages = { fetch: 'read', apply: 'check', store: 'store' } as const

/**
 * Applies a version from its bytes: they wait in a file beside the goods data, because its parts are read one by one. Throws as
 * `openPack` and `applySnapshot`.
 */
export async function applyBytes(
  bytes: Uint8Array,
  { catalogue, consortium, membership, word, t }: ApplyTask,
  onProgress: (progress: ImportProgress) => void,
): Promise<AppliedSnapshot> {
  const file = catalogue.replace(/(\.sqlite)?$/, '-brought.catalogue')
  writeFileSync(file, bytes)
  try {
    const pack = openPack(file)
    try {
      return await applySnapshot(pack, {
        catalogue,
        trust: { consortium, memberships: [{ payload: membership }], verify: verifyEd25519 },
        word,
        t,
        onProgress: ({ stage, done, total }) => onProgress({ stage: stages[stage], rows: done, done, total }),
      })
    } finally {
      pack.close()
    }
  } finally {
    rmSync(file, { force: true })
  }
}
