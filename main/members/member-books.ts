import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { continueHistory, type MemberHistory, newestOf } from '../../core/membership/member-history.ts'
import { claimedMembership, type Membership } from '../../core/membership/membership.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { EnrolmentDesk } from '../../sync/ledger/members/enrolment-desk.ts'
import { MemberFolder } from '../../sync/ledger/members/member-folder.ts'

/** The memberships and requests in a ledger's folder, for administrators, whether the ledger runs or not. */
export class MemberBooks {
  readonly folder: MemberFolder
  readonly enrolments: EnrolmentDesk
  readonly #data

  /** `data`: folder of the ledger. */
  constructor(data: string) {
    this.#data = data
    this.folder = new MemberFolder(data)
    this.enrolments = new EnrolmentDesk(data, Date.now)
  }

  /** The ledger's own organisation, or another that is named. Throws `members-folder-empty`, `membership-org-unknown`. */
  history(org: string | null = this.folder.own()): MemberHistory {
    if (org === null) throw new BondmarkError('members-folder-empty', { data: this.#data })
    const history = this.folder.read(org)
    if (history === null) throw new BondmarkError('membership-org-unknown', { org })
    return history
  }

  /**
   * Takes a signed membership, which a running ledger then finds by itself. Throws `membership-…`; `membership-forked` when the
   * administrators signed another one in its place, which is kept as proof.
   */
  apply(statements: readonly Uint8Array[]): { readonly before: Membership; readonly after: Membership } {
    const { org } = claimedMembership(statements).payload
    const history = this.history(org)
    const before = newestOf(history)
    const continued = continueHistory(history, statements, verifyEd25519)
    if (continued.kind === 'known') return { before, after: before }
    if (continued.kind === 'fork') {
      const { held, other } = continued
      this.folder.keepFork(held, other)
      throw new BondmarkError('membership-forked', { org, held: held.head, other: other.head })
    }
    this.folder.keep(continued.history)
    return { before, after: newestOf(continued.history) }
  }
}
