import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { toUtf8 } from '../../../core/encoding/utf8.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { membershipForkOf } from '../../../core/membership/fork-proof.ts'
import {
  beginHistory,
  continueHistory,
  type MemberHistory,
  newestOf,
} from '../../../core/membership/member-history.ts'
import { memberPin } from '../../../core/membership/member-pin.ts'
import type { Membership, MembershipTrust } from '../../../core/membership/membership.ts'
import { readMembershipFile, writeMembershipFile } from '../../../core/membership/membership-file.ts'
import { makeFolder } from '../../../platform/files/make-folder.ts'
import { readRegularFile } from '../../../platform/files/read-regular-file.ts'
import { writeDurably } from '../../../platform/files/write-durably.ts'
import { writeNew } from '../../../platform/files/write-new.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'

const ownFile = z.strictObject({ format: z.literal('bondmark/own-member/1'), org: z.string().max(64) })

/** Members of one consortium that a ledger keeps memberships of. */
const MEMBERS_MAX = 1024
const FORKS_MAX = 64

/**
 * The memberships that a ledger has taken, one folder a member: `pin.json` with whom it was pinned to at first sight, then
 * `1.json`, `2.json` … as they followed. A number is given once, by a file that nobody can replace, so a ledger and a
 * command beside it never write two histories. Every file is verified again whenever it is read.
 */
export class MemberFolder {
  readonly #root

  constructor(data: string) {
    this.#root = join(data, 'members')
  }

  /** Whose ledger this folder is of; null before its first start. */
  own(): string | null {
    const file = join(this.#root, 'own.json')
    if (!existsSync(file)) return null
    const text = readText(file)
    try {
      return ownFile.parse(JSON.parse(text)).org
    } catch (error) {
      throw unreadable(file, 'not as written', error)
    }
  }

  /** Makes the ledger's own organisation's first version durable, and whose ledger this folder is of. */
  keepFirst(history: MemberHistory): void {
    this.keep(history)
    const own = { format: 'bondmark/own-member/1', org: history.org }
    writeDurably(join(this.#root, 'own.json'), `${JSON.stringify(own)}\n`)
  }

  /** Organisations that are kept here. */
  orgs(): string[] {
    if (!existsSync(this.#root)) return []
    return readdirSync(this.#root)
      .filter((org) => existsSync(this.#file(org, 'pin')))
      .slice(0, MEMBERS_MAX)
  }

  /** Everything kept of a member, or null. Throws `ledger-membership-unreadable`, `membership-…`. */
  read(org: string): MemberHistory | null {
    const pin = this.#file(org, 'pin')
    const first = this.version(org, 1)
    if (!existsSync(pin) || first === null) return null
    let history = beginHistory(first, readPin(pin), verifyEd25519)
    for (let n = 2; ; n++) {
      const statements = this.version(org, n)
      if (statements === null) return history
      const continued = continueHistory(history, statements, verifyEd25519)
      if (continued.kind !== 'newer')
        throw unreadable(this.#file(org, String(n)), 'does not follow the one before')
      history = continued.history
    }
  }

  /** The statements of a member's nth version, or null. */
  version(org: string, n: number): Uint8Array[] | null {
    const file = this.#file(org, String(n))
    return existsSync(file) ? readMembershipFile(readText(file)) : null
  }

  /** Makes the newest version of a history durable. Throws EEXIST when somebody else has given its number to another. */
  keep(history: MemberHistory): void {
    const { org, versions } = history
    makeFolder(join(this.#root, org), 0o700)
    const [first] = versions
    if (versions.length === 1) writePin(this.#file(org, 'pin'), first.by)
    const text = writeMembershipFile(newestOf(history).statements)
    writeNew(this.#file(org, String(versions.length)), toUtf8(text))
  }

  /** Keeps a record of two memberships that contradict each other; true when it was not known. */
  keepFork(held: Membership, other: Membership): boolean {
    const { org } = held.payload
    // Short enough for an archive's header, however long the organisation's name is.
    const name = `fork-${[held.head, other.head]
      .sort()
      .map((head) => head.slice(0, 6))
      .join('')}`
    const file = this.#file(org, name)
    if (existsSync(file) || this.forks(org).length >= FORKS_MAX) return false
    writeDurably(file, `${JSON.stringify(membershipForkOf(held, other))}\n`)
    return true
  }

  /** The texts of the fork records of a member. */
  forks(org: string): string[] {
    const folder = join(this.#root, org)
    if (!existsSync(folder)) return []
    return readdirSync(folder)
      .filter((name) => /^fork-[0-9a-f]{12}\.json$/.test(name))
      .map((name) => readText(join(folder, name)))
  }

  #file(org: string, name: string): string {
    return join(this.#root, org, `${name}.json`)
  }
}

/** Throws `ledger-membership-unreadable`. */
export function readPin(file: string): MembershipTrust {
  const text = readText(file)
  try {
    const { administrators, threshold } = memberPin.parse(JSON.parse(text))
    return { administrators, threshold }
  } catch (error) {
    throw unreadable(file, 'not as written', error)
  }
}

export function writePin(file: string, { administrators, threshold }: MembershipTrust): void {
  const pin = { format: 'bondmark/administrators/1', administrators, threshold }
  writeDurably(file, `${JSON.stringify(pin, null, 2)}\n`)
}

/** A proof of a fork holds two memberships. */
const FILE_BYTES_MAX = 32 * 1024 * 1024

/** The text of a file about memberships. Throws `ledger-membership-unreadable`. */
export function readText(file: string): string {
  try {
    return readRegularFile(file, FILE_BYTES_MAX)
  } catch (error) {
    throw unreadable(file, (error as NodeJS.ErrnoException).code ?? 'unreadable', error)
  }
}

function unreadable(file: string, reason: string, cause?: unknown): BondmarkError {
  return new BondmarkError('ledger-membership-unreadable', { file, reason }, { cause })
}
