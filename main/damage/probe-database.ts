import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { asDatabaseFailure, refuseByHeader } from '../../platform/sqlite/open-database.ts'
import { knownBackups } from '../backup/known-backups.ts'
import { migrations, STATION_APPLICATION_ID } from '../store/schema.ts'
import type { WorkspaceFiles } from '../workspace/workspace.ts'

const HEADER_BYTES = 100

/**
 * Looks at a station's database before anything is written to it, for what can be seen in milliseconds however large it
 * is: its size against what it says, both ends of the chain by the table and by the index, and that it has not gone back
 * behind a backup that was made of it (an old copy in its place would sign other statements under numbers that are
 * taken). The whole of it is looked at in the background, once the station runs. What is empty or of an older
 * release is left to those who open it. Throws `database-foreign`, `database-newer`, `database-damaged`, `database-went-back`, `disk-failed`.
 */
export function probeDatabase(files: WorkspaceFiles, kid: string): void {
  const file = files.database
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size === 0) return
  refuseByHeader(file, STATION_APPLICATION_ID, migrations.length)
  let db: Database.Database | undefined
  try {
    probeSize(file, size)
    db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 })
    const hasStatements =
      db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'statement'").pluck().get() === 1
    if (!hasStatements) return
    probeEnds(db, file)
    refuseOlderThanBackup(db, files, kid)
  } catch (error) {
    throw asDatabaseFailure(error, file)
  } finally {
    db?.close()
  }
}

const damaged = (file: string, message: string) => new BondmarkError('database-damaged', { file, message })

/** Only a checkpoint changes the file's size, and it leaves the header right; a WAL with anything in it may go beyond. */
function probeSize(file: string, size: number): void {
  const wal = `${file}-wal`
  if (existsSync(wal) && statSync(wal).size > 0) return
  const header = readHeader(file)
  if (header.length < HEADER_BYTES || !header.toString('latin1', 0, 15).startsWith('SQLite format 3')) return
  const said = header.readUInt16BE(16)
  const pageBytes = said === 1 ? 65_536 : said
  const pages = header.readUInt32BE(28)
  // The count is valid when the two change counters agree (file format, "In-header database size").
  if (header.readUInt32BE(24) !== header.readUInt32BE(92) || pages === 0) return
  if (pages * pageBytes !== size) throw damaged(file, `${size} bytes, not ${pages * pageBytes}`)
}

function readHeader(file: string): Buffer {
  const fd = openSync(file, 'r')
  try {
    const header = Buffer.alloc(HEADER_BYTES)
    return header.subarray(0, readSync(fd, header))
  } finally {
    closeSync(fd)
  }
}

interface Row {
  readonly n: number
  readonly id: Buffer
  readonly bytes: Buffer
}

function probeEnds(db: Database.Database, file: string): void {
  for (const order of ['ASC', 'DESC']) {
    const row = db.prepare<[], Row>(`SELECT n, id, bytes FROM statement ORDER BY n ${order} LIMIT 1`).get()
    if (!row) return
    if (!row.id.equals(sha256Native(row.bytes))) throw damaged(file, `statement ${row.n}`)
    const byIndex = db.prepare<[Buffer], number>('SELECT n FROM statement WHERE id = ?').pluck().get(row.id)
    if (byIndex !== row.n) throw damaged(file, `index of statement ${row.n}`)
  }
}

function refuseOlderThanBackup(db: Database.Database, files: WorkspaceFiles, kid: string): void {
  const newest = knownBackups(files.backups).find((backup) => backup.kid === kid)
  if (!newest?.head) return
  const at = db
    .prepare<[Buffer, number], string>('SELECT lower(hex(id)) FROM statement WHERE kid = ? AND seq = ?')
    .pluck()
    .get(Buffer.from(kid, 'hex'), newest.head.seq)
  if (at !== newest.head.id)
    throw new BondmarkError('database-went-back', {
      file: files.database,
      seq: newest.head.seq,
      at: newest.at,
    })
}
