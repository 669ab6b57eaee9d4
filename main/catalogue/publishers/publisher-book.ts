import { historyOfPublisher } from '../../../core/catalogue/publisher/publisher-history.ts'
import { publisherWords } from '../../../core/catalogue/publisher/publisher-word.ts'
import { type TrustInForce, wordsInForce } from '../../../core/catalogue/publisher/words-in-force.ts'
import type { SnapshotTrust } from '../../../core/catalogue/snapshot/snapshot-manifest.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { type MemberHistory, newestOf } from '../../../core/membership/member-history.ts'
import type { Membership } from '../../../core/membership/membership.ts'
import { readStatement } from '../../../core/statement/statement.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import type { PublisherRow } from '../../store/publisher-words.ts'
import { listsIn } from './publisher-lists.ts'

/** Whom this station believes of goods data, by its people's words, and by which lists their keys are known. */
export class PublisherBook {
  readonly #rows: () => readonly PublisherRow[]
  readonly #own: () => Membership
  readonly #catalogue

  /** `rows`: what people said, oldest first; they were verified when they were said. `catalogue`: its file. */
  constructor(rows: () => readonly PublisherRow[], own: () => Membership, catalogue: string) {
    this.#rows = rows
    this.#own = own
    this.#catalogue = catalogue
  }

  /** In the order in which they count. */
  trusted(): TrustInForce[] {
    return wordsInForce(this.#said())
  }

  /** The trust in a publisher that is in force; null when it is not believed. */
  trustIn(publisher: string): TrustInForce | null {
    return this.trusted().find(({ said }) => said.publisher === publisher) ?? null
  }

  /** Publishers of which something was ever said. */
  once(): string[] {
    return [...new Set(this.#said().map(({ said }) => said.publisher))]
  }

  /** The newest word that ever trusted a publisher: what is known of it since goes on from there. */
  lastTrust(publisher: string): TrustInForce | null {
    for (const { id, said } of this.#said().toReversed())
      if (said.format === 'bondmark/publisher-trusted/1' && said.publisher === publisher) return { id, said }
    return null
  }

  /** The publisher's memberships from the one that a word names; null while that one is not here. */
  history({ said }: TrustInForce): MemberHistory | null {
    const lists = listsIn(this.#catalogue, said.publisher)
    return historyOfPublisher(said, lists, this.#own(), verifyEd25519)
  }

  /** By whose keys versions of a publisher are checked. Throws `publisher-membership-missing`. */
  snapshotTrust(trust: TrustInForce): SnapshotTrust {
    const history = this.history(trust)
    const { consortium, publisher } = trust.said
    if (!history) throw new BondmarkError('publisher-membership-missing', { publisher })
    return { consortium, memberships: [newestOf(history)], verify: verifyEd25519 }
  }

  #said() {
    return this.#rows().flatMap(({ id, bytes }) => {
      const said = publisherWords.read(readStatement(bytes))
      return said ? [{ id, said }] : []
    })
  }
}
