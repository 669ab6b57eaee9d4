import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { asDatabaseFailure, refuseByHeader } from '../../platform/sqlite/open-database.ts'
import { migrations, STATION_APPLICATION_ID } from '../store/schema.ts'
import { type BackupFileName, type BackupHeader, backupFileNames, neededFiles } from './backup-header.ts'

/** What a snapshot of the database says of itself. */
export type DatabaseFacts = Pick<BackupHeader, 'head' | 'statements' | 'receipts' | 'schema'>

const isDatabase = (name: string): boolean => name.endsWith('.sqlite')

/** A change of a small file while the database is copied is met by copying again; it changes once in months. */
const TRIES_MAX = 3

/**
 * Copies what a workspace consists of into `folder`, each database as of one moment. `VACUUM INTO` reads one snapshot of
 * a database beside its writer, needs no lock of ours and leaves out what was deleted (decision 0020). The order makes
 * the whole sound: the log holds all that the station has receipts for, and never less than its witness has seen.
 * Throws `database-…`, `workspace-damaged`, `backup-source-changed`.
 */
export function takeSnapshot(workspace: string, folder: string): BackupFileName[] {
  const present = backupFileNames.filter((name) => existsSync(join(workspace, name)))
  for (const name of neededFiles) if (!present.includes(name)) throw missing(join(workspace, name), name)
  const database = join(workspace, 'station.sqlite')
  if (statSync(database).size === 0 && !existsSync(`${database}-wal`))
    throw missing(database, 'station.sqlite')
  refuseByHeader(database, STATION_APPLICATION_ID, migrations.length)
  const small = present.filter((name) => !isDatabase(name))
  mkdirSync(join(folder, 'ledger'), { recursive: true, mode: 0o700 })
  for (let tries = 1; ; tries++) {
    for (const name of small) copyFileSync(join(workspace, name), join(folder, name))
    for (const name of present.filter(isDatabase)) {
      rmSync(join(folder, name), { force: true })
      copyDatabase(join(workspace, name), join(folder, name))
    }
    const changed = small.find(
      (name) => !readFileSync(join(workspace, name)).equals(readFileSync(join(folder, name))),
    )
    if (changed === undefined) return present
    if (tries === TRIES_MAX) throw new BondmarkError('backup-source-changed', { file: changed })
  }
}

function missing(file: string, name: BackupFileName): BondmarkError {
  return isDatabase(name)
    ? new BondmarkError('database-missing', { file })
    : new BondmarkError('workspace-damaged', { file })
}

/** One database as of one moment, beside its writer. Throws `database-…`. */
export function copyDatabase(from: string, to: string): void {
  let db: Database.Database | undefined
  try {
    db = new Database(from, { readonly: true, fileMustExist: true, timeout: 5000 })
    db.prepare('VACUUM INTO ?').run(to)
  } catch (error) {
    throw asDatabaseFailure(error, from)
  } finally {
    db?.close()
  }
}

/**
 * Reads a station's database before it is put away: whose it is, where its chain has come to, and whether every statement
 * still is what its id says. A backup of a page that rotted would be found out when nothing else is left. Throws
 * `database-foreign`, `database-newer`, `database-damaged`, `backup-source-damaged` `{statement}`.
 */
export function readSnapshot(
  file: string,
  kid: string,
  onProgress: (done: number, total: number) => void,
): DatabaseFacts {
  const db = new Database(file, { readonly: true, fileMustExist: true })
  try {
    if (db.pragma('application_id', { simple: true }) !== STATION_APPLICATION_ID)
      throw new BondmarkError('database-foreign', { file })
    const schema = Number(db.pragma('user_version', { simple: true }))
    if (schema > migrations.length)
      throw new BondmarkError('database-newer', { file, found: schema, known: migrations.length })
    const count = (table: 'statement' | 'receipt') =>
      db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0
    const statements = count('statement')
    checkIds(db, statements, onProgress)
    const head = db
      .prepare<[Buffer], { seq: number; id: string }>(
        'SELECT seq, lower(hex(id)) AS id FROM statement WHERE kid = ? AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1',
      )
      .get(Buffer.from(kid, 'hex'))
    return { head: head ?? null, statements, receipts: count('receipt'), schema }
  } catch (error) {
    throw asDatabaseFailure(error, file)
  } finally {
    db.close()
  }
}

/** Statements between two words of progress. */
const STEP = 2_000

function checkIds(
  db: Database.Database,
  total: number,
  onProgress: (done: number, total: number) => void,
): void {
  const rows = db
    .prepare<[], { n: number; id: Buffer; bytes: Buffer }>('SELECT n, id, bytes FROM statement ORDER BY n')
    .iterate()
  let done = 0
  for (const { n, id, bytes } of rows) {
    if (!id.equals(sha256Native(bytes))) throw new BondmarkError('backup-source-damaged', { statement: n })
    done++
    if (done % STEP === 0) onProgress(done, total)
  }
}

/** The snapshot's own folder in a workspace: what a backup that was killed has left there is removed by the next one. */
export function clearSnapshot(folder: string): void {
  if (dirname(folder) === folder) return
  rmSync(folder, { recursive: true, force: true })
}
