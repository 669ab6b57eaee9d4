import type { KnownConsortium } from '../../../core/membership/consortium.ts'
import type { Membership } from '../../../core/membership/membership.ts'

/**
 * Every version of every membership that a ledger knows: what was listed and revoked before says something of labels of
 * before. The same list again until one of them goes forward.
 */
export function everyMembership(
  consortium: Pick<KnownConsortium, 'all' | 'history'>,
): () => readonly Membership[] {
  let newest: readonly Membership[] = []
  let every: readonly Membership[] = []
  return () => {
    const now = consortium.all()
    const isSame = now.length === newest.length && now.every(({ head }, i) => head === newest[i]?.head)
    if (!isSame) {
      newest = now
      every = now.flatMap(
        (each) =>
          consortium.history(each.payload.org)?.versions.map(({ membership }) => membership) ?? [each],
      )
    }
    return every
  }
}
