import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { KnownConsortium, refuseStranger } from '../../../core/membership/consortium.ts'
import { newestOf } from '../../../core/membership/member-history.ts'
import { claimedMembership, trustNamedBy } from '../../../core/membership/membership.ts'
import { readMembershipFile } from '../../../core/membership/membership-file.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import type { Logger } from '../../../platform/log/logger.ts'
import { loadOwnHistory, readTrust } from './ledger-membership.ts'
import { MemberFolder, readText } from './member-folder.ts'

/** How often files are looked at. */
const POLL_MS = 1_000
/** Files of other members that are looked at. */
const FILES_MAX = 1_024

export interface MembershipDeskOptions {
  /** Folder of the ledger. */
  readonly data: string
  /** The own organisation's membership, as it was handed over. */
  readonly membershipFile: string
  /** Folder of other members' memberships, `NAME.json` each, with `NAME.trust.json` beside it where there is one. */
  readonly membersFolder?: string | undefined
  readonly logger: Logger
}

/**
 * The memberships of a ledger, kept up to date while it runs: what the files that it was started with say now, and what
 * `bondmark ledger members` has put into its folder. A newer one counts from the moment that it is durable, for everything
 * that is not logged yet; one that is refused changes nothing and is told once.
 */
export class MembershipDesk {
  readonly consortium: KnownConsortium
  readonly folder: MemberFolder
  readonly #options
  readonly #own
  readonly #seen = new Map<string, string>()
  #timer: NodeJS.Timeout | null = null

  /** Throws what `loadOwnHistory` throws. */
  constructor(options: MembershipDeskOptions) {
    this.#options = options
    this.folder = new MemberFolder(options.data)
    // Before it is read: what replaces it meanwhile is another one.
    this.#hasChanged(options.membershipFile)
    this.#own = loadOwnHistory(options.membershipFile, options.data)
    const own = this.#own.history
    const others = this.folder.orgs().flatMap((org) => {
      const history = org === own.org ? null : this.folder.read(org)
      if (history) refuseStranger(newestOf(own), newestOf(history))
      return history ?? []
    })
    this.consortium = new KnownConsortium(own, others, verifyEd25519)
  }

  /** Looks at everything now. A file that did not change since is not read again. Never throws for a file or a folder. */
  reload(): void {
    this.#told('memberships', () => this.#look())
  }

  #look(): void {
    for (const { payload } of this.consortium.all()) this.#takeKept(payload.org)
    for (const org of this.folder.orgs()) if (!this.consortium.history(org)) this.#meetKept(org)
    const { membershipFile, membersFolder } = this.#options
    if (this.#hasChanged(membershipFile)) this.#offer(membershipFile)
    if (membersFolder === undefined || !existsSync(membersFolder)) return
    const names = readdirSync(membersFolder).filter((name) => /^[^.].*\.json$/.test(name))
    for (const name of names.filter((each) => !each.endsWith('.trust.json')).slice(0, FILES_MAX)) {
      const file = join(membersFolder, name)
      if (this.#hasChanged(file)) this.#offer(file, file.replace(/\.json$/, '.trust.json'))
    }
  }

  /** From here on the first membership is the one that others follow. Looks now, and now and then, until closed. */
  watch(): void {
    this.#own.keep()
    this.reload()
    this.#timer ??= setInterval(() => this.reload(), POLL_MS).unref()
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }

  /** A member that a command has put into the folder. */
  #meetKept(org: string): void {
    this.#told(org, () => {
      const history = this.folder.read(org)
      if (!history || history.org !== org) return
      const [first] = history.versions
      this.consortium.meet(first.membership.statements, first.by, () => {})
      this.#takeKept(org)
    })
  }

  /** What a command has put into the folder. */
  #takeKept(org: string): void {
    this.#told(org, () => {
      for (;;) {
        const next = (this.consortium.history(org)?.versions.length ?? 0) + 1
        const statements = this.folder.version(org, next)
        if (statements === null) return
        const taken = this.consortium.take(statements, () => {})
        if (taken.kind !== 'newer') return
        this.#options.logger.info({ org, head: taken.membership.head }, 'membership taken')
      }
    })
  }

  #offer(file: string, trust?: string): void {
    this.#told(file, () => {
      const statements = readMembershipFile(readText(file))
      const { org } = claimedMembership(statements).payload
      if (this.consortium.history(org) === null && trust !== undefined) {
        const told = existsSync(trust) ? readTrust(trust) : trustNamedBy(statements)
        const met = this.consortium.meet(statements, told, (history) => this.folder.keep(history))
        return this.#options.logger.info({ org, head: met.head }, 'member met')
      }
      const taken = this.consortium.take(statements, (history) => this.folder.keep(history))
      if (taken.kind === 'newer')
        this.#options.logger.info({ org, head: taken.membership.head }, 'membership taken')
      if (taken.kind !== 'fork') return
      this.folder.keepFork(taken.held, taken.other)
      throw new BondmarkError('membership-forked', {
        org,
        held: taken.held.head,
        other: taken.other.head,
      })
    })
  }

  /** What is refused is told in the log, and everything stays as it was. */
  #told(what: string, work: () => void): void {
    const { logger } = this.#options
    try {
      work()
    } catch (error) {
      if (error instanceof BondmarkError) {
        logger.error({ what, ...error.toFailure() }, 'membership refused')
        return
      }
      const { syscall, code } = error as NodeJS.ErrnoException
      if (syscall === undefined) throw error
      // A disk that is full or a folder that may not be read just now is looked at again; a number that was just given is known soon.
      this.#seen.delete(what)
      if (code !== 'EEXIST') logger.error({ what, err: error }, 'memberships cannot be read or kept')
    }
  }

  #hasChanged(file: string): boolean {
    const stat = statSync(file, { throwIfNoEntry: false })
    const mark = stat ? `${stat.ino} ${stat.size} ${stat.mtimeMs}` : ''
    if (this.#seen.get(file) === mark) return false
    this.#seen.set(file, mark)
    return stat !== undefined
  }
}
