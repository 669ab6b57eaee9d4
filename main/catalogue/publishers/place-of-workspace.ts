import { readFileSync } from 'node:fs'
import type { TrustFile } from '../../../core/evidence/trust.ts'
import { readMembership } from '../../../core/membership/membership.ts'
import { readMembershipFile } from '../../../core/membership/membership-file.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import type { StationStore } from '../../store/station-store.ts'
import type { WorkspaceFiles } from '../../workspace/workspace.ts'
import type { ApplyPlace } from './apply-of-publisher.ts'
import { PublisherBook } from './publisher-book.ts'

/** Whose versions a workspace takes, for who only reads its store. Throws `membership-…`. */
export function placeOfWorkspace({
  files,
  trust,
  store,
}: {
  readonly files: Pick<WorkspaceFiles, 'membership' | 'catalogue'>
  readonly trust: TrustFile
  readonly store: Pick<StationStore, 'publishers'>
}): ApplyPlace {
  const own = readMembership(readMembershipFile(readFileSync(files.membership, 'utf8')), trust, verifyEd25519)
  const book = new PublisherBook(
    () => store.publishers.all(),
    () => own,
    files.catalogue,
  )
  return { catalogue: files.catalogue, own, book }
}
