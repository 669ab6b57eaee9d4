import { meetPublisher } from '../../../core/catalogue/publisher/publisher-history.ts'
import type { TrustInForce } from '../../../core/catalogue/publisher/words-in-force.ts'
import { BondmarkError, type Failure } from '../../../core/errors/bondmark-error.ts'
import { type MemberHistory, newestOf } from '../../../core/membership/member-history.ts'
import type { Membership } from '../../../core/membership/membership.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { askMembership } from '../../../sync/replication/ask-members.ts'
import { catchUpMembership } from '../../../sync/replication/catch-up-membership.ts'
import type { ApplyOptions } from '../snapshot/apply-snapshot.ts'
import { ledgerSource } from '../snapshot/ledger-source.ts'
import { type AppliedOf, type ApplyPlace, applyOfPublisher } from './apply-of-publisher.ts'
import { heedTrust } from './heed-trust.ts'
import { keepLists } from './publisher-lists.ts'
import { publisherSource, publishersAt } from './publisher-source.ts'

/** What became of what a ledger hands out. */
export interface Pulled {
  readonly applied: readonly AppliedOf[]
  /** Members whose data it hands out and who are not trusted here. */
  readonly offered: readonly { readonly publisher: string; readonly version: number }[]
  /** Why what a publisher says was not taken; the others were. */
  readonly refused: readonly Failure[]
}

/**
 * Brings a workspace to what a ledger hands out: its own organisation's version and those of every member that is trusted, each
 * with newer memberships first, so that who was revoked is known. One that is refused keeps nobody else's from being taken.
 * Throws `log-unreachable`, `log-answer-wrong`, `catalogue-snapshot-missing` when there is nothing at all, and what is thrown by
 * whoever is told of progress.
 */
export async function pullAll(
  url: string,
  place: ApplyPlace,
  options: Pick<ApplyOptions, 't' | 'onProgress'>,
): Promise<Pulled> {
  const applied: AppliedOf[] = []
  const refused: Failure[] = []
  const own = ledgerSource(url)
  const offers = await publishersAt(url)
  const hasOwn = (await own.latest()) !== null
  if (!hasOwn && offers.length === 0) throw new BondmarkError('catalogue-snapshot-missing', { where: url })
  const attempt = async (work: () => Promise<AppliedOf>) => {
    try {
      applied.push(await work())
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      refused.push(error.toFailure())
    }
  }
  if (hasOwn) await attempt(() => applyOfPublisher(own, place, options))
  for (const { org } of offers) {
    const trust = place.book.trustIn(org)
    if (!trust) continue
    await attempt(async () => {
      await learn(url, trust, place, options.t)
      return applyOfPublisher(publisherSource(url, org), place, options)
    })
  }
  const offered = offers
    .filter(({ org }) => org !== place.own.payload.org && !place.book.trustIn(org))
    .map(({ org, version }) => ({ publisher: org, version }))
  return { applied, offered, refused }
}

/** Takes newer memberships of a publisher; what lies here is then verified anew. */
async function learn(
  url: string,
  trust: TrustInForce,
  { catalogue, own, book }: ApplyPlace,
  t: string,
): Promise<void> {
  const known = book.history(trust) ?? (await firstOf(url, trust, own))
  const history = await catchUpMembership(url, known, `members/${trust.said.publisher}`)
  keepLists(catalogue, history, t)
  heedTrust(catalogue, book)
}

/**
 * The membership that the word names, which is not here: after a restore. A ledger that answers with another one is not believed:
 * kept first, a later list would be passed over for good. Throws `publisher-membership-missing`.
 */
async function firstOf(url: string, { said }: TrustInForce, own: Membership): Promise<MemberHistory> {
  const { publisher, administrators, threshold, membershipHead } = said
  const statements = await askMembership(url, `membership/${membershipHead}`)
  if (statements === null) throw new BondmarkError('publisher-membership-missing', { publisher })
  const history = meetPublisher(statements, { administrators, threshold }, own, verifyEd25519)
  if (history.org !== publisher || newestOf(history).head !== membershipHead)
    throw new BondmarkError('publisher-membership-missing', { publisher })
  return history
}
