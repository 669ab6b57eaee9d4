import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { continueHistory, type MemberHistory } from '../../core/membership/member-history.ts'
import { claimedMembership } from '../../core/membership/membership.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { askMembership } from './ask-members.ts'

/** Versions that are caught up with at once: more than an organisation signs while a station is away. */
const VERSIONS_MAX = 256
/** Of all their statements. */
const BYTES_MAX = 64 * 1024 * 1024

/**
 * A member's history with the newest version that a ledger has, every version between verified as it follows; the same history
 * when there is none newer. What the ledger says decides nothing: the administrators' signatures do. Throws
 * `ledger-unreachable`, `membership-…`; `membership-forked` when the ledger's contradicts what is known. What does not connect to
 * what is known says nothing: a ledger that is behind has not heard of the newest, and one that hides it says no more. `page` is
 * where its newest is: of the ledger's own organisation unless told otherwise.
 */
export async function catchUpMembership(
  url: string,
  history: MemberHistory,
  page = 'membership',
): Promise<MemberHistory> {
  const { org } = history
  const newer: Uint8Array[][] = []
  let bytes = 0
  const isKnown = (head: string | null) => history.versions.some(({ membership }) => membership.head === head)
  let statements = await askMembership(url, page)
  if (statements === null) return history
  for (;;) {
    const { head, payload } = claimedMembership(statements)
    if (isKnown(head)) break
    newer.unshift(statements)
    bytes += statements.reduce((sum, { length }) => sum + length, 0)
    if (isKnown(payload.previous)) break
    const before =
      payload.previous === null ? null : await askMembership(url, `membership/${payload.previous}`)
    // Without the version before, what is there is judged alone: as a fork of the first, or a gap.
    if (before === null || newer.length >= VERSIONS_MAX || bytes > BYTES_MAX) break
    statements = before
  }
  let now = history
  for (const version of newer) {
    const continued = unlessGap(() => continueHistory(now, version, verifyEd25519))
    if (continued === null) break
    if (continued.kind === 'fork') {
      const { held, other } = continued
      throw new BondmarkError('membership-forked', { org, held: held.head, other: other.head })
    }
    if (continued.kind === 'newer') now = continued.history
  }
  return now
}

function unlessGap<T>(work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    if (error instanceof BondmarkError && error.code === 'membership-gap') return null
    throw error
  }
}
