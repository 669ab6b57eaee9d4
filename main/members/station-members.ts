import { existsSync, readFileSync, rmSync } from 'node:fs'
import { z } from 'zod'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { parseTrustFile, type TrustFile } from '../../core/evidence/trust.ts'
import { type ListedSealKey, sealKeysOfMembers } from '../../core/label/seal-keys.ts'
import {
  beginHistory,
  type MemberHistory,
  newestOf,
  trustRootOf,
} from '../../core/membership/member-history.ts'
import { type Membership, readMembership } from '../../core/membership/membership.ts'
import { membershipDiff } from '../../core/membership/membership-diff.ts'
import { readMembershipFile, writeMembershipFile } from '../../core/membership/membership-file.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { catchUpMembership } from '../../sync/replication/catch-up-membership.ts'
import type { StationStore } from '../store/station-store.ts'
import type { WorkspaceFiles } from '../workspace/workspace.ts'

/** A newer membership that a station took, and what it changed. */
export interface TakenMembership {
  /** RFC 3339 */
  readonly at: string
  readonly head: string
  readonly changes: readonly Failure[]
}

type Files = Pick<WorkspaceFiles, 'membership' | 'trust' | 'membershipNext'>

const TAKEN = 'membership-taken'
/** What is told at once; a list that is longer is told by its number. */
const CHANGES_MAX = 50

/**
 * The membership that a station goes by. At a sync it takes newer ones from the ledger, each verified as the follower of the one
 * before under the administrators whom the trust file names; the trust file then names the newest head, and whose
 * signatures that needed. Which logs and witnesses count, and how many, stays what a person decided.
 */
export class StationMembers {
  readonly #files
  readonly #store
  #trust: TrustFile
  #own: Membership
  #listed: readonly ListedSealKey[]

  /** Throws what reading the two files throws. */
  constructor(files: Files, store: Pick<StationStore, 'settings' | 'transaction'>) {
    finishTaking(files)
    this.#files = files
    this.#store = store
    this.#trust = parseTrustFile(readFileSync(files.trust, 'utf8'))
    this.#own = readMembership(readStatements(files), this.#trust, verifyEd25519)
    this.#listed = sealKeysOfMembers([this.#own])
  }

  get trust(): TrustFile {
    return this.#trust
  }

  get own(): Membership {
    return this.#own
  }

  /** The keys that it lists, by which a foreign label is told whose it is. */
  get listedKeys(): readonly ListedSealKey[] {
    return this.#listed
  }

  /** The newest that was taken at a sync; null when none ever was. */
  get taken(): TakenMembership | null {
    return this.#store.settings.get<TakenMembership>(TAKEN)
  }

  /**
   * Takes what the ledger has that is newer; true when there was something. `at`: RFC 3339. Throws `ledger-unreachable`,
   * `membership-…`; `membership-forked` when the ledger's contradicts the one here.
   */
  async catchUp(url: string, at: string): Promise<boolean> {
    const { administrators, threshold } = this.#trust
    const known = beginHistory(this.#own.statements, { administrators, threshold }, verifyEd25519)
    const history = await catchUpMembership(url, known)
    if (history.versions.length === 1) return false
    this.#take(history, at)
    return true
  }

  #take(history: MemberHistory, at: string): void {
    const before = this.#own
    const newest = newestOf(history)
    const trust = followingTrust(this.#trust, history)
    const next = { format: 'bondmark/membership-next/1', membership: fileOf(newest), trust: textOf(trust) }
    writeDurably(this.#files.membershipNext, `${JSON.stringify(next)}\n`)
    finishTaking(this.#files)
    // The files say which is in force from here on, whatever the store can still take.
    this.#trust = trust
    this.#own = newest
    this.#listed = sealKeysOfMembers([newest])
    const changes = membershipDiff(before.payload, newest.payload).slice(0, CHANGES_MAX)
    const taken = { at, head: newest.head, changes } satisfies TakenMembership
    this.#store.transaction(() => this.#store.settings.set(TAKEN, taken))
  }
}

/** The trust file after a history: it names the newest head and whose signatures that needed, and is otherwise as it was. */
export function followingTrust(trust: TrustFile, history: MemberHistory): TrustFile {
  const { administrators, threshold } = trustRootOf(history)
  return { ...trust, administrators: [...administrators], threshold, membershipHead: newestOf(history).head }
}

const nextFile = z.strictObject({
  format: z.literal('bondmark/membership-next/1'),
  membership: z.string(),
  trust: z.string(),
})

/** Two files change together: what was begun and interrupted is finished before either is read. */
function finishTaking({ membership, trust, membershipNext }: Files): void {
  if (!existsSync(membershipNext)) return
  const next = nextFile.safeParse(parsed(readFileSync(membershipNext, 'utf8')))
  if (!next.success) throw new BondmarkError('workspace-damaged', { file: membershipNext })
  writeDurably(membership, next.data.membership)
  writeDurably(trust, next.data.trust)
  rmSync(membershipNext)
}

/** JSON, or undefined where it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const readStatements = ({ membership }: Files) => readMembershipFile(readFileSync(membership, 'utf8'))
const fileOf = ({ statements }: Membership) => writeMembershipFile(statements)
const textOf = (trust: TrustFile) => `${JSON.stringify(trust, null, 2)}\n`
