import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Code } from '../../core/errors/codes.ts'
import { type Migration, migrate, refuseNewer } from './migrate.ts'
import { type DatabaseHeader, peekHeader } from './peek-header.ts'

export type { Database } from 'better-sqlite3'

/** Opens a database file; handed to a store so that a simulation can keep its files in memory. */
export type OpenDatabase = (file: string, options: OpenOptions) => Database.Database

/** SQLite's own size of a page, which no database here changes. */
const PAGE_BYTES = 4096

/** How long another writer is waited for. */
const BUSY_MS_MAX = 5000

export interface OpenOptions {
  /** Four bytes that say whose file this is (SQLite's application_id); a foreign database is refused untouched. */
  readonly applicationId: number
  readonly migrations: readonly Migration[]
  /** Readers (look-up, fsck) neither migrate nor lock. */
  readonly readonly?: boolean
  /** The file was made before: one that is gone is an answer, never a reason to make another in its place. */
  readonly mustExist?: boolean
}

/**
 * Opens a SQLite file so that a committed transaction survives power loss: WAL with synchronous=FULL, both asserted
 * because better-sqlite3's build defaults to NORMAL. Throws `database-missing`, `database-foreign`, `database-damaged`,
 * `database-newer`, `database-locked`, `disk-full`; a file that is refused is left as it was, its WAL too.
 */
export function openDatabase(file: string, options: OpenOptions): Database.Database {
  let db: Database.Database | undefined
  try {
    refuseUnfit(file, options)
    db = new Database(file, {
      readonly: options.readonly ?? false,
      fileMustExist: options.readonly ?? false,
      timeout: BUSY_MS_MAX,
    })
    if (!options.readonly) {
      db.pragma('journal_mode = WAL')
      db.pragma('synchronous = FULL')
      const mode = db.pragma('journal_mode', { simple: true })
      const synchronous = db.pragma('synchronous', { simple: true })
      if (mode !== 'wal' || synchronous !== 2)
        throw new BondmarkError('database-not-durable', {
          file,
          mode: String(mode),
          synchronous: Number(synchronous),
        })
      db.pragma(`application_id = ${options.applicationId}`)
    }
    db.pragma('foreign_keys = ON')
    db.pragma('trusted_schema = OFF')
    migrate(db, file, options.migrations, options.readonly ?? false)
    return db
  } catch (error) {
    db?.close()
    throw asDatabaseFailure(error, file)
  }
}

/**
 * Looks at the file before it is opened to be written: a writer that closes a database empties its WAL into it, and so
 * would change what it refuses.
 */
function refuseUnfit(file: string, { applicationId, migrations, mustExist = false }: OpenOptions): void {
  // better-sqlite3 answers a bare TypeError for this one.
  if (!existsSync(dirname(file)))
    throw new BondmarkError('database-cannot-open', { file, message: 'its folder does not exist' })
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size === 0 && mustExist) throw new BondmarkError('database-missing', { file })
  if (size === 0) return
  refuseByHeader(file, applicationId, migrations.length)
  const db = new Database(file, { readonly: true, timeout: BUSY_MS_MAX })
  try {
    const found = Number(db.pragma('application_id', { simple: true }))
    const empty = (db.prepare('SELECT count(*) AS n FROM sqlite_schema').get() as { n: number }).n === 0
    if (found !== applicationId && !(found === 0 && empty))
      throw new BondmarkError('database-foreign', { file })
    if (empty && mustExist) throw new BondmarkError('database-missing', { file })
    refuseNewer(db, file, migrations)
  } catch (error) {
    if (!isHalfMade(error, size)) throw error
    if (mustExist) throw new BondmarkError('database-missing', { file })
  } finally {
    db.close()
  }
}

/**
 * Whether power was lost in the first moment of a database, before its log was there: its one page holds no table yet, and only a
 * writer may take back what was begun.
 */
const isHalfMade = (error: unknown, size: number): boolean =>
  error instanceof Database.SqliteError && error.code === 'SQLITE_READONLY_ROLLBACK' && size <= PAGE_BYTES

/**
 * Refuses what says of itself that it is another program's or a newer release's, before SQLite touches it. Throws
 * `database-foreign`, `database-newer`, and `database-cannot-open` for what the system does not let be read.
 */
export function refuseByHeader(file: string, applicationId: number, known: number): void {
  const header = headerOf(file)
  if (header === null || header.applicationId === 0) return
  if (header.applicationId !== applicationId) throw new BondmarkError('database-foreign', { file })
  if (header.userVersion > known)
    throw new BondmarkError('database-newer', { file, found: header.userVersion, known })
}

function headerOf(file: string): DatabaseHeader | null {
  try {
    return peekHeader(file)
  } catch (error) {
    // A folder of that name, no right to read it: SQLite would have said so in a code of its own.
    if (!(error instanceof Error && 'syscall' in error)) throw error
    throw new BondmarkError('database-cannot-open', { file, message: error.message }, { cause: error })
  }
}

const failures: ReadonlyArray<readonly [prefix: string, code: Code]> = [
  ['SQLITE_NOTADB', 'database-foreign'],
  ['SQLITE_CORRUPT', 'database-damaged'],
  ['SQLITE_BUSY', 'database-locked'],
  ['SQLITE_FULL', 'disk-full'],
  // The WAL's index could not grow: it is a file beside the database, and as large as it has to be.
  ['SQLITE_IOERR_SHMSIZE', 'disk-full'],
  ['SQLITE_IOERR', 'disk-failed'],
  ['SQLITE_READONLY', 'database-readonly'],
  ['SQLITE_CANTOPEN', 'database-cannot-open'],
]

/** SQLite's error as one of ours where the operator can do something about it; otherwise the error itself. */
export function asDatabaseFailure(error: unknown, file: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  const known = failures.find(([prefix]) => error.code.startsWith(prefix))
  return known ? new BondmarkError(known[1], { file, message: error.message }, { cause: error }) : error
}

/** Whether a failure says that something could not be stored or read, whoever wanted it. */
export const isStorageFailure = (code: Code): boolean => failures.some(([, known]) => known === code)
