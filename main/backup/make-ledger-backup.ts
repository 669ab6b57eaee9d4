import { copyFileSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import Database from 'better-sqlite3'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Clock } from '../../platform/clock/clock.ts'
import { makeFolder } from '../../platform/files/make-folder.ts'
import { asDatabaseFailure, openDatabase } from '../../platform/sqlite/open-database.ts'
import { LOG_APPLICATION_ID, logMigrations } from '../../sync/ledger/log/log-schema.ts'
import type { ArchiveHeader } from './archive-layout.ts'
import { copyDatabase } from './snapshot.ts'
import { digestOf, writeArchive } from './write-archive.ts'

/** Files of a ledger's folder; memberships of a consortium's members are among them. */
const FILES_MAX = 1_000
/** What a ledger's folder holds besides: locks, write-ahead logs, unfinished files, the mark of an earlier restore. */
const leftOut =
  /(^|\/)(lock[^/]*|backup\.json|restored\.json)$|-wal$|-shm$|-journal$|\.part$|\.snapshot(\/|$)/

/** `backup.json` of a ledger's backup. */
export interface LedgerBackupHeader extends ArchiveHeader {
  readonly format: 'bondmark/ledger-backup/1'
  /** Entries of the log, and of its newest checkpoint. */
  readonly entries: number
  readonly checkpoint: number
}

export interface LedgerBackupMade {
  readonly file: string
  readonly bytes: number
  readonly header: LedgerBackupHeader
}

/**
 * Puts a ledger's folder into one file, also while the ledger runs: each database as of one moment (`VACUUM INTO`, decision
 * 0020), the witness's and everything else before the mirrors' and these before the log's, so that the log in it holds at least
 * what its checkpoints, its witness and its verdicts speak of. Nothing is at `out` before all of it is. Throws `database-…`, `output-taken`,
 * `backup-source-changed`, and what the system says of a file.
 */
export async function makeLedgerBackup(
  {
    data,
    out,
    passphrase,
  }: { readonly data: string; readonly out: string; readonly passphrase: string | null },
  clock: Clock,
): Promise<LedgerBackupMade> {
  if (!existsSync(join(data, 'log.sqlite')))
    throw new BondmarkError('database-missing', { file: join(data, 'log.sqlite') })
  if (existsSync(out)) throw new BondmarkError('output-taken', { file: out })
  makeFolder(dirname(out), 0o700)
  const snapshot = `${out}.snapshot`
  rmSync(snapshot, { recursive: true, force: true })
  mkdirSync(snapshot, { recursive: true, mode: 0o700 })
  try {
    const madeAt = clock.now()
    const names = copyFolder(data, snapshot)
    const files = []
    for (const name of names) files.push({ name, ...(await digestOf(join(snapshot, name))) })
    const header: LedgerBackupHeader = {
      format: 'bondmark/ledger-backup/1',
      madeAt,
      ...sizesOf(join(snapshot, 'log.sqlite')),
      files,
    }
    const bytes = await writeArchive(
      header,
      (name) => join(snapshot, name),
      out,
      passphrase,
      () => {},
    )
    return { file: out, bytes, header }
  } finally {
    rmSync(snapshot, { recursive: true, force: true })
  }
}

function copyFolder(data: string, snapshot: string): string[] {
  const isDatabase = (name: string) => name.endsWith('.sqlite')
  // What follows from another database never knows more than that one, which is copied after it.
  const rank = (name: string) => {
    if (name === 'log.sqlite') return 3
    if (/^mirror\/[0-9a-f]{64}\.sqlite$/.test(name)) return 2
    return isDatabase(name) ? 1 : 0
  }
  const names = [...filesBelow(data, data)].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  for (const name of names) {
    mkdirSync(dirname(join(snapshot, name)), { recursive: true, mode: 0o700 })
    if (isDatabase(name)) copyDatabase(join(data, name), join(snapshot, name))
    else copyFileSync(join(data, name), join(snapshot, name))
  }
  return names
}

function* filesBelow(folder: string, data: string, seen = { files: 0 }): Generator<string> {
  for (const entry of readdirSync(folder).sort()) {
    const path = join(folder, entry)
    const name = relative(data, path).split(sep).join('/')
    const stats = lstatSync(path)
    if (leftOut.test(name) || stats.isSymbolicLink()) continue
    if (stats.isDirectory()) yield* filesBelow(path, data, seen)
    else if (stats.isFile()) {
      seen.files += 1
      if (seen.files > FILES_MAX || Buffer.byteLength(name) > 99)
        throw new BondmarkError('backup-too-large', { file: name, bytes: seen.files, max: FILES_MAX })
      yield name
    }
  }
}

function sizesOf(file: string): Pick<LedgerBackupHeader, 'entries' | 'checkpoint'> {
  const db = openDatabase(file, {
    applicationId: LOG_APPLICATION_ID,
    migrations: logMigrations,
    readonly: true,
  })
  try {
    const count = (sql: string) => db.prepare<[], number>(sql).pluck().get() ?? 0
    return {
      entries: count('SELECT count(*) FROM entries'),
      checkpoint: count('SELECT max(size) FROM checkpoints'),
    }
  } catch (error) {
    throw error instanceof Database.SqliteError ? asDatabaseFailure(error, file) : error
  } finally {
    db.close()
  }
}
