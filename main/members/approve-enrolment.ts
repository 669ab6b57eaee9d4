import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { changeMembership } from '../../core/membership/change-membership.ts'
import type { Enrolment } from '../../core/membership/enrolment.ts'
import { keysAskedFor } from '../../core/membership/keys-asked-for.ts'
import type { Membership, MembershipPayload } from '../../core/membership/membership.ts'
import type { SsccBlock } from '../../core/membership/station-ranges.ts'
import { random } from '../../platform/keys/scrypt.ts'
import { freshPrefix, freshSsccBlock } from '../restore/station-ranges.ts'

/** What an administrator decides about a station; what is left open is drawn among what nobody ever had. */
export interface StationGrant {
  /** short name, instead of the proposed one */
  readonly name?: string | undefined
  readonly prefix?: string | undefined
  readonly ssccBlock?: SsccBlock | undefined
}

/**
 * The membership that lists a station which asked, for administrators to sign. `from`: RFC 3339, since when its keys count.
 * Throws `enrolment-name-taken` `{name}`, `members-block-needed`, `membership-key-listed`.
 */
export function approveEnrolment(
  membership: Membership,
  { payload: asked }: Pick<Enrolment, 'payload'>,
  grant: StationGrant,
  from: string,
): MembershipPayload {
  const { keys } = membership.payload
  const name = grant.name ?? asked.station
  // A restored station keeps its name by restoring; a stranger who asks for it would write into its documents.
  if (keys.some((key) => key.name === `station/${name}`))
    throw new BondmarkError('enrolment-name-taken', { name })
  const given = {
    name,
    prefix: grant.prefix ?? freshPrefix(keys, random),
    ssccBlock: grant.ssccBlock ?? drawnBlock(membership),
    from,
  }
  const adding = keysAskedFor(asked, given).map((key) => ({ kind: 'add' as const, key }))
  return changeMembership(membership, adding)
}

function drawnBlock({ payload: { keys } }: Membership): SsccBlock {
  const like = keys.find(({ ssccBlock }) => ssccBlock !== undefined)?.ssccBlock
  if (!like) throw new BondmarkError('members-block-needed', {})
  return freshSsccBlock(keys, like, random)
}
