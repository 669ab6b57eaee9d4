import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asDatabaseFailure, type OpenOptions, openDatabase } from './open-database.ts'

const ours: OpenOptions = {
  applicationId: 0x42_4d_74_31,
  migrations: [{ number: 1, sql: 'CREATE TABLE a (x TEXT NOT NULL) STRICT' }],
}

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-db-'))
  file = join(folder, 'station.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true }))

const opened = (options: Partial<OpenOptions> = {}) => openDatabase(file, { ...ours, ...options })
const failing = (options: Partial<OpenOptions> = {}) => {
  try {
    opened(options).close()
  } catch (error) {
    return error
  }
  return null
}
/** A database as another program would leave it. */
function other(make: (db: Database.Database) => void): Buffer {
  const db = new Database(file)
  make(db)
  db.close()
  return readFileSync(file)
}

describe('a database', () => {
  it('is made with all that durability needs', () => {
    const db = opened()
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(db.pragma('synchronous', { simple: true })).toBe(2)
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
    expect(db.pragma('trusted_schema', { simple: true })).toBe(0)
    expect(db.pragma('application_id', { simple: true })).toBe(ours.applicationId)
    expect(db.pragma('user_version', { simple: true })).toBe(1)
    db.close()
  })

  it('has what was committed to it when it is opened again', () => {
    const db = opened()
    db.exec("INSERT INTO a VALUES ('kept')")
    db.close()
    const again = opened()
    expect(again.prepare('SELECT x FROM a').pluck().get()).toBe('kept')
    expect(again.pragma('synchronous', { simple: true })).toBe(2)
    again.close()
  })

  it('of another program is refused, and not one byte of it is changed', () => {
    const before = other((db) => db.exec("CREATE TABLE recipes (x); INSERT INTO recipes VALUES ('soup')"))
    expect(failing()).toMatchObject({ code: 'database-foreign', detail: { file } })
    expect(readFileSync(file).equals(before)).toBe(true)
    expect(readdirSync(folder)).toEqual(['station.sqlite'])
  })

  it('of another program of ours is refused too', () => {
    const before = other((db) => db.pragma('application_id = 77'))
    expect(failing()).toMatchObject({ code: 'database-foreign' })
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('that is no database is refused, and not one byte of it is changed', () => {
    writeFileSync(file, 'A letter, not a database. '.repeat(400))
    const before = readFileSync(file)
    expect(failing()).toMatchObject({ code: 'database-foreign' })
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('of a newer release is refused, and not one byte of it is changed', () => {
    opened().close()
    const before = other((db) => db.pragma('user_version = 2'))
    expect(failing()).toMatchObject({ code: 'database-newer', detail: { found: 2, known: 1 } })
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('that was cut off says that it is damaged', () => {
    const db = opened()
    db.exec(
      'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO a SELECT hex(zeroblob(200)) FROM n',
    )
    db.close()
    truncateSync(file, 4096)
    const answer = failing() ?? unreadable()
    expect(answer).toMatchObject({ code: 'database-damaged' })
  })

  it('that lost power in its first moment is made again, where it may be made, and holds nothing that is there', () => {
    // A header of a rollback journal (sqlite.org/fileformat2.html §3): the page it would protect is not in it yet.
    const journal = Buffer.alloc(512)
    Buffer.from('d9d505f920a163d7', 'hex').copy(journal)
    journal.writeUInt32BE(512, 20)
    journal.writeUInt32BE(4096, 24)
    const begin = (make: (db: Database.Database) => void) => {
      rmSync(file, { force: true })
      other(make)
      writeFileSync(`${file}-journal`, journal)
    }
    begin((db) => db.pragma('user_version = 1'))
    expect(failing({ mustExist: true })).toMatchObject({ code: 'database-missing' })
    const db = opened()
    expect(db.prepare('SELECT count(*) FROM a').pluck().get()).toBe(0)
    db.close()
    begin((db) => db.exec('CREATE TABLE theirs (x)'))
    expect(failing()).toMatchObject({ code: 'database-readonly' })
  })

  it('that is gone is not made anew where it must exist', () => {
    expect(failing({ mustExist: true })).toMatchObject({ code: 'database-missing', detail: { file } })
    expect(readdirSync(folder)).toEqual([])
  })

  it('that cannot be reached is a typed failure', () => {
    file = join(folder, 'no-such-folder', 'station.sqlite')
    expect(failing()).toMatchObject({ code: 'database-cannot-open' })
    file = folder
    expect(failing()).toMatchObject({ code: 'database-cannot-open', detail: { file: folder } })
  })
})

describe('a reader', () => {
  it('reads beside a writer and can change nothing', () => {
    const writer = opened()
    writer.exec("INSERT INTO a VALUES ('kept')")
    const reader = opened({ readonly: true })
    expect(reader.prepare('SELECT x FROM a').pluck().get()).toBe('kept')
    expect(() => reader.exec("INSERT INTO a VALUES ('no')")).toThrow(/readonly/)
    reader.close()
    writer.close()
  })

  it('refuses an older file instead of bringing it up to date', () => {
    opened({ migrations: [] }).close()
    expect(failing({ readonly: true })).toMatchObject({
      code: 'database-older',
      detail: { found: 0, known: 1 },
    })
  })

  it('makes no file where there is none', () => {
    expect(failing({ readonly: true })).toMatchObject({ code: 'database-cannot-open' })
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('what SQLite says', () => {
  it.each([
    ['SQLITE_FULL', 'disk-full'],
    ['SQLITE_IOERR_FSYNC', 'disk-failed'],
    ['SQLITE_BUSY_SNAPSHOT', 'database-locked'],
    ['SQLITE_CORRUPT_INDEX', 'database-damaged'],
    ['SQLITE_READONLY_DBMOVED', 'database-readonly'],
  ])('%s is %s', (code, expected) => {
    const error = new Database.SqliteError('what happened', code)
    expect(asDatabaseFailure(error, file)).toMatchObject({
      code: expected,
      detail: { file, message: 'what happened' },
      cause: error,
    })
  })

  it('stays what it is where nobody can do anything about it', () => {
    const constraint = new Database.SqliteError('UNIQUE', 'SQLITE_CONSTRAINT_UNIQUE')
    const bug = new TypeError('a bug')
    expect(asDatabaseFailure(constraint, file)).toBe(constraint)
    expect(asDatabaseFailure(bug, file)).toBe(bug)
  })

  it('of a full disk is the failure of the write that met it', () => {
    const db = opened()
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true }))}`)
    const write = () => {
      try {
        db.prepare('INSERT INTO a VALUES (?)').run('x'.repeat(100_000))
      } catch (error) {
        throw asDatabaseFailure(error, file)
      }
    }
    expect(write).toThrow(expect.objectContaining({ code: 'disk-full' }))
    expect(db.prepare('SELECT count(*) FROM a').pluck().get()).toBe(0)
    db.close()
  })
})

/** What reading the whole of a file that opened after all comes to. */
function unreadable(): unknown {
  const db = opened()
  try {
    db.prepare('SELECT count(*) FROM a').pluck().get()
    return null
  } catch (error) {
    return asDatabaseFailure(error, file)
  } finally {
    db.close()
  }
}
