import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Code } from '../../core/errors/codes.ts'
import type { ListedKey } from '../../core/membership/membership.ts'
import { MemberFolder } from '../../sync/ledger/members/member-folder.ts'
import type { Findings } from '../fsck/fsck-answer.ts'

/** A key that some membership lists or has listed. */
export interface KnownKey extends ListedKey {
  readonly org: string
  readonly publicKey: Buffer
}

/** Every key of every membership that a ledger keeps, by kid, and whose ledger it is. */
export interface KnownKeys {
  readonly org: string
  readonly byKid: ReadonlyMap<string, KnownKey>
}

/** Throws `ledger-membership-unreadable`, `membership-…`: without the memberships nothing can be checked. */
export function readKnownKeys(data: string): KnownKeys {
  const folder = new MemberFolder(data)
  const org = folder.own()
  if (org === null)
    throw new BondmarkError('ledger-membership-unreadable', { file: join(data, 'members'), reason: 'ENOENT' })
  const byKid = new Map<string, KnownKey>()
  for (const member of folder.orgs()) {
    for (const { membership } of folder.read(member)?.versions ?? []) {
      for (const key of membership.payload.keys)
        byKid.set(key.kid, { ...key, org: member, publicKey: Buffer.from(key.key, 'base64url') })
    }
  }
  return { org, byKid }
}

/** Only to be read: one moment of a database, whoever writes to it meanwhile. Null when there is none. */
export function openReader(file: string): Database.Database | null {
  if (!existsSync(file)) return null
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 })
  db.pragma('trusted_schema = OFF')
  db.exec('BEGIN')
  // A transaction begins with its first read.
  db.prepare('SELECT count(*) FROM sqlite_schema').get()
  return db
}

/** Reads with `look`; a page that SQLite cannot make sense of is a finding, and ends the look. */
export function lookInto(name: string, findings: Findings, look: () => void): void {
  try {
    look()
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error
    findings.add('ledger-database-damaged', `${name}: ${error.message}`)
  }
}

/** SQLite's own check of pages, indexes and rules. */
export function checkPages(db: Database.Database, name: string, findings: Findings): void {
  lookInto(name, findings, () => {
    const said = db.pragma('integrity_check(20)') as { integrity_check: string }[]
    for (const { integrity_check: line } of said)
      if (line !== 'ok') findings.add('ledger-database-damaged', `${name}: ${line}`)
  })
}

/** Whether `check` passes; what it throws as an expected failure counts as no. */
export function holds(check: () => boolean): boolean {
  try {
    return check()
  } catch (error) {
    if (error instanceof BondmarkError || error instanceof SyntaxError || error instanceof TypeError)
      return false
    throw error
  }
}

export type Report = (code: Code, where: string) => void
