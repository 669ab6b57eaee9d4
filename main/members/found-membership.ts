import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { administratorsAfter } from '../../core/membership/administrators.ts'
import { firstIssue, membershipPayload } from '../../core/membership/membership.ts'
import type { MembershipDraft } from '../../core/membership/membership-draft.ts'
import { readKeysToList } from './key-to-list.ts'

/** What an organisation begins with. `now`: RFC 3339; `files`: keys, as `readKeysToList` takes them. */
export interface Founding {
  readonly consortium: string
  readonly org: string
  readonly roles: readonly string[]
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[]
  readonly threshold: number
  readonly now: string
}

/**
 * The draft of an organisation's first membership: its administrators are those whom it lists. Throws `membership-malformed`
 * `{at, reason}`, `members-key-malformed`, `membership-administrators-few`.
 */
export function foundMembership(founding: Founding): MembershipDraft {
  const { consortium, org, roles, files, threshold, now } = founding
  const read = membershipPayload.safeParse({
    format: 'bondmark/membership/1',
    consortium,
    org,
    roles,
    keys: files.flatMap(({ name, bytes }) => readKeysToList(bytes, now, name)),
    revocations: [],
    previous: null,
  })
  if (!read.success) throw new BondmarkError('membership-malformed', firstIssue(read.error))
  const needs = administratorsAfter({ administrators: [], threshold }, read.data)
  return { before: null, payload: read.data, needs, statements: [] }
}
