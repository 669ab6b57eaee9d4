import { join } from 'node:path'
import type { Command } from 'commander'
import { toUtf8 } from '../../core/encoding/utf8.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { newestOf } from '../../core/membership/member-history.ts'
import type { Membership, MembershipPayload } from '../../core/membership/membership.ts'
import { membershipDiff } from '../../core/membership/membership-diff.ts'
import { readMembershipDraft, writeMembershipDraft } from '../../core/membership/membership-draft.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { MemberBooks } from '../members/member-books.ts'
import { openSampleBooks } from '../training/sample-signers.ts'
import { outputPath } from './output-path.ts'
import { answer, personPath, sentence, tell } from './terminal.ts'

/** Which ledger's books are meant. */
export interface Where {
  readonly data?: string
  readonly workspace?: string
  readonly json?: boolean
}

export const addWhere = (command: Command): Command =>
  command
    .option('--data <dir>', 'folder of the ledger')
    .option('--workspace <dir>', 'a training workspace: the books of its own ledger')
    .option('--json', 'answer as JSON')

/** The books, whether the ledger runs or not. Throws `members-where-unsaid`. */
export function booksAt({ data, workspace }: Where): MemberBooks {
  if (data !== undefined) return new MemberBooks(personPath(data))
  if (workspace === undefined) throw new BondmarkError('members-where-unsaid', {})
  return new MemberBooks(join(personPath(workspace), 'ledger'))
}

/** What becomes of a payload that was drafted. */
export type Drafted =
  | { readonly applied: true; readonly head: string; readonly changes: readonly Failure[] }
  | {
      readonly applied: false
      readonly file: string
      readonly needed: number
      readonly changes: readonly Failure[]
    }

/**
 * Brings a payload under way: in training the sample administrators sign it and it is in force; otherwise it is a draft, in the
 * file that `out` names, for administrators to sign. `payloadOf` is given the newest membership. Throws `members-out-unsaid`,
 * `members-where-unsaid`, `membership-…`.
 */
export async function bringUnderWay(
  where: Where & { readonly out?: string },
  at: string,
  payloadOf: (newest: Membership, books: MemberBooks) => MembershipPayload,
): Promise<Drafted> {
  if (where.workspace !== undefined) {
    const { books, sign } = await openSampleBooks(personPath(where.workspace))
    const { before, after } = sign(payloadOf(newestOf(books.history()), books), at)
    return { applied: true, head: after.head, changes: membershipDiff(before.payload, after.payload) }
  }
  const books = booksAt(where)
  if (where.out === undefined) throw new BondmarkError('members-out-unsaid', {})
  const file = outputPath(where.out)
  const history = books.history()
  const before = newestOf(history)
  const payload = payloadOf(before, books)
  const draft = { before, payload, needs: history.next, statements: [] }
  const text = writeMembershipDraft(draft)
  // Read again as whoever gets it will: what may not follow is refused here and not after two people have signed it.
  readMembershipDraft(text, verifyEd25519)
  writeDurably(file, toUtf8(text), 0o644)
  return {
    applied: false,
    file,
    needed: history.next.threshold,
    changes: membershipDiff(before.payload, payload),
  }
}

/** What came of it, for people or programs. */
export function sayDrafted(drafted: Drafted, { json }: Where, more: object = {}): void {
  const { changes, ...rest } = drafted
  if (json) {
    answer({ format: 'bondmark/members-drafted/1', ...rest, changes, ...more })
    return
  }
  sayChanges(changes)
  if (drafted.applied) tell({ code: 'membership-applied', detail: { head: drafted.head.slice(0, 16) } })
  else tell({ code: 'membership-draft-written', detail: { file: drafted.file, needed: drafted.needed } })
}

/** One sentence a line. */
export function sayChanges(changes: readonly Failure[]): void {
  for (const change of changes) process.stdout.write(`${sentence(change)}\n`)
}
