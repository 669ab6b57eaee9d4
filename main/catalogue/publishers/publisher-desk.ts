import type { z } from 'zod'
import { meetPublisher } from '../../../core/catalogue/publisher/publisher-history.ts'
import {
  type PublisherTrusted,
  type PublisherWord,
  publisherWords,
} from '../../../core/catalogue/publisher/publisher-word.ts'
import { verifyPublisherWord } from '../../../core/catalogue/publisher/words-in-force.ts'
import type { endTrust, PublisherDone, trustPublisher } from '../../../core/contract/publishers.ts'
import { fromBase64Url } from '../../../core/encoding/base64.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { parseTrustFile, type TrustFile } from '../../../core/evidence/trust.ts'
import {
  continueHistory,
  type MemberHistory,
  newestOf,
  trustRootOf,
} from '../../../core/membership/member-history.ts'
import { claimedMembership, type Membership } from '../../../core/membership/membership.ts'
import { readMembershipFile } from '../../../core/membership/membership-file.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { requireBelievedClock } from '../../station/keys.ts'
import { supervisorSigner } from '../../station/seal-batch.ts'
import type { Station } from '../../station/station.ts'
import type { ApplyPlace } from './apply-of-publisher.ts'
import { delist, heedTrust } from './heed-trust.ts'
import { PublisherBook } from './publisher-book.ts'
import { keepLists, listsIn } from './publisher-lists.ts'

/** Publishers that may be trusted at once: each is asked at every look-up. */
const PUBLISHERS_MAX = 32

/** What the desk needs beside its station. */
export interface PublisherParts {
  /** The catalogue's file. */
  readonly catalogue: string
  readonly members: { readonly own: Membership; readonly trust: TrustFile }
  /** Called when other rows count than before: what they contradict is decided again. */
  readonly changed: () => Promise<void>
}

/** Whom this station believes of goods data: trusted and no longer trusted by a person's signed word. */
export class PublisherDesk {
  readonly book: PublisherBook
  readonly #station
  readonly #parts

  constructor(station: Station, parts: PublisherParts) {
    const { catalogue, members } = parts
    this.#station = station
    this.#parts = parts
    this.book = new PublisherBook(
      () => station.ctx.store.publishers.all(),
      () => members.own,
      catalogue,
    )
    this.catchUp()
  }

  /** Makes the catalogue follow what was said, after a crash or a restore. A catalogue that cannot be written is told and left. */
  catchUp(): void {
    try {
      heedTrust(this.#parts.catalogue, this.book)
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      this.#station.ctx.logger.error(error.toFailure(), 'trust in publishers cannot be followed')
    }
  }

  /** Where versions are applied, and by whose words. */
  get place(): ApplyPlace {
    const { catalogue, members } = this.#parts
    return { catalogue, own: members.own, book: this.book }
  }

  /** The own organisation, and members of which a list is known here, so that they can be trusted by name alone. */
  members(): { org: string; members: string[] } {
    const trusted = new Set(this.book.trusted().map(({ said }) => said.publisher))
    const once = this.book.once()
    const known = new Set([...this.#listed().map(({ org }) => org), ...once])
    const members = [...known].filter((org) => !trusted.has(org)).sort()
    return { org: this.#parts.members.own.payload.org, members }
  }

  /**
   * A supervisor or administrator says that a member's goods data is believed, and of what. Its list comes with it, or is known
   * here already. Throws `sign-in-…`, `clock-…`, `publisher-…`, `membership-…`, `trust-malformed`, `database-…`.
   */
  async trust(asked: z.infer<typeof trustPublisher>): Promise<PublisherDone> {
    const by = await this.#sayer(asked)
    const history = this.#historyFor(asked)
    const { administrators, threshold } = trustRootOf(history)
    const { payload, head } = newestOf(history)
    const said: PublisherTrusted = {
      format: 'bondmark/publisher-trusted/1',
      ...this.#onBehalf(by.t),
      publisher: payload.org,
      administrators: [...administrators],
      threshold,
      membershipHead: head,
      scope: asked.scope,
    }
    const now = this.book.trustIn(payload.org)
    if (now && JSON.stringify(now.said.scope) === JSON.stringify(said.scope))
      throw new BondmarkError('publisher-trusted-already', { publisher: payload.org })
    if (!now && this.book.trusted().length >= PUBLISHERS_MAX)
      throw new BondmarkError('publishers-too-many', { max: PUBLISHERS_MAX })
    // The list first: a word whose list is not there would count for nothing.
    keepLists(this.#parts.catalogue, history, by.t)
    await this.#say('trusted', said, by)
    return { sentence: { code: 'publisher-now-trusted', detail: { publisher: payload.org } } }
  }

  /** They say that it is not believed any more: nothing of it counts from then on. Throws as `trust`, `publisher-not-trusted`. */
  async endTrust({ publisher, reason, ...who }: z.infer<typeof endTrust>): Promise<PublisherDone> {
    const by = await this.#sayer(who)
    const trust = this.book.trustIn(publisher)
    if (!trust) throw new BondmarkError('publisher-not-trusted', { publisher })
    const said: PublisherWord = {
      format: 'bondmark/publisher-untrusted/1',
      ...this.#onBehalf(by.t),
      publisher,
      word: trust.id,
      reason,
    }
    await this.#say('untrusted', said, by)
    return { sentence: { code: 'publisher-trust-ended', detail: { publisher } } }
  }

  async #say(kind: 'trusted' | 'untrusted', said: PublisherWord, by: Sayer): Promise<void> {
    const { store, logger } = this.#station.ctx
    const bytes = publisherWords.sign(said, by)
    const { id } = verifyPublisherWord(bytes, this.#parts.members.own, verifyEd25519)
    const { publisher, t } = said
    try {
      // First nothing of it counts: a catalogue that cannot be written refuses the word, and never outlives it.
      delist(this.#parts.catalogue, publisher)
      this.#station.write(() => store.publishers.say({ id, kind, publisher, t, badge: by.badge, bytes }))
      logger.info({ publisher, kind, badge: by.badge }, 'a person spoke of a publisher of goods data')
    } finally {
      await this.signedCame()
    }
  }

  /** Signed goods data came, or somebody spoke of it: what lies here is held against words and lists of now, then lines against it. */
  async signedCame(): Promise<void> {
    this.catchUp()
    this.#station.changed()
    await this.#parts.changed()
  }

  /** What is known of the member, with the list that was brought. */
  #historyFor({ publisher, membership, trust }: z.infer<typeof trustPublisher>): MemberHistory {
    const { own, trust: ours } = this.#parts.members
    const statements = membership === null ? this.#listOf(publisher) : readMembershipFile(textOf(membership))
    const { org } = claimedMembership(statements).payload
    if (org !== publisher)
      throw new BondmarkError('publisher-membership-other', { found: org, expected: publisher })
    const before = this.book.lastTrust(publisher)
    const known = before && this.book.history(before)
    if (!known) {
      const { administrators, threshold } = trust === null ? ours : parseTrustFile(textOf(trust))
      return meetPublisher(statements, { administrators, threshold }, own, verifyEd25519)
    }
    const continued = continueHistory(known, statements, verifyEd25519)
    if (continued.kind === 'fork') {
      const { held, other } = continued
      throw new BondmarkError('membership-forked', { org, held: held.head, other: other.head })
    }
    return continued.kind === 'newer' ? continued.history : known
  }

  /** Throws `publisher-membership-missing`. */
  #listOf(publisher: string): readonly Uint8Array[] {
    const found = this.#listed().findLast(({ org }) => org === publisher)
    const kept = listsIn(this.#parts.catalogue, publisher).at(-1)
    if (kept) return kept.statements
    if (!found) throw new BondmarkError('publisher-membership-missing', { publisher })
    return readMembershipFile(found.json)
  }

  /** Lists that came here as brands' and agencies'. */
  #listed(): readonly { readonly org: string; readonly json: string }[] {
    const { store } = this.#station.ctx
    return [...store.serials.memberships(), ...store.inspections.agencies.newest()]
  }

  #onBehalf(t: string) {
    const { consortium, org } = this.#station.ctx.profile
    return { consortium, org, t }
  }

  /** Whose badge and passcode these are, with their own key unwrapped. Throws `sign-in-…`, `publisher-needs-supervisor`. */
  async #sayer({ badge, passcode }: { readonly badge: string; readonly passcode: string }) {
    const { ctx } = this.#station
    requireBelievedClock(ctx)
    const person = await this.#station.whoIs(badge, passcode)
    if (person.role === 'operator')
      throw new BondmarkError('publisher-needs-supervisor', { name: person.name })
    return { ...(await supervisorSigner(ctx, person, passcode)), badge: person.badge, t: ctx.clock.now() }
  }
}

type Sayer = Awaited<ReturnType<typeof supervisorSigner>> & { readonly badge: string; readonly t: string }

const textOf = (bytes: string): string => new TextDecoder().decode(fromBase64Url(bytes))
