import type { LogConflictRecord } from '../../../core/contract/log-conflict.ts'
import { asDatabaseFailure, type OpenDatabase, openDatabase } from '../../../platform/sqlite/open-database.ts'
import type { SignedRecord } from '../../replication/signed-standing.ts'

/** SQLite's application_id of conflicts between logs: "BMBL". */
const BETWEEN_APPLICATION_ID = 0x424d424c

const migrations = [
  {
    number: 1,
    sql: `
CREATE TABLE record (
  n INTEGER PRIMARY KEY,
  about TEXT NOT NULL,
  there TEXT NOT NULL,
  statement BLOB NOT NULL CHECK (length(statement) = 32),
  kid BLOB NOT NULL CHECK (length(kid) = 32),
  record BLOB NOT NULL,
  signature BLOB NOT NULL CHECK (length(signature) = 64)
) STRICT;
-- The records of what is not settled.
CREATE TABLE open_record (
  n INTEGER PRIMARY KEY REFERENCES record (n),
  about TEXT NOT NULL,
  there TEXT NOT NULL,
  statement BLOB NOT NULL,
  kid BLOB NOT NULL
) STRICT;
CREATE INDEX open_about ON open_record (about, there);
CREATE INDEX open_statement ON open_record (statement);
CREATE INDEX open_kid ON open_record (kid, n);
CREATE TRIGGER records_are_kept BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'a conflict stays'); END;
CREATE TRIGGER records_are_final BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'a conflict stays'); END;`,
  },
]

export interface StoredLogConflict extends SignedRecord {
  readonly n: number
}

interface Row {
  readonly n: number
  readonly record: Buffer
  readonly signature: Buffer
}

/** Records of conflicts with other logs, durably, and which of them are open. */
export type BetweenStore = ReturnType<typeof openBetweenStore>

/** Opens the records in `file`, made when absent. Throws what `openDatabase` throws. */
export function openBetweenStore(file: string, open: OpenDatabase = openDatabase) {
  const db = open(file, { applicationId: BETWEEN_APPLICATION_ID, migrations })
  const joined = 'SELECT n, record, signature FROM record WHERE n IN (SELECT n FROM open_record WHERE'
  const select = {
    next: db.prepare<[], number>('SELECT coalesce(max(n), -1) + 1 FROM record').pluck(),
    from: db.prepare<[number, number], Row>(
      'SELECT n, record, signature FROM record WHERE n >= ? ORDER BY n LIMIT ?',
    ),
    about: db.prepare<[string, string], Row>(`${joined} about = ? AND there = ?) ORDER BY n`),
    statement: db.prepare<[Buffer, number], Row>(`${joined} statement = ?) ORDER BY n LIMIT ?`),
    kid: db.prepare<[Buffer, number], Row>(`${joined} kid = ?) ORDER BY n DESC LIMIT ?`),
    isOpen: db.prepare<[Buffer], number>('SELECT 1 FROM open_record WHERE statement = ? LIMIT 1').pluck(),
    count: db.prepare<[], number>('SELECT count(*) FROM open_record').pluck(),
  }
  const insert = db.prepare(
    'INSERT INTO record (n, about, there, statement, kid, record, signature) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const openOne = db.prepare(
    'INSERT INTO open_record (n, about, there, statement, kid) VALUES (?, ?, ?, ?, ?)',
  )
  const closeOne = db.prepare('DELETE FROM open_record WHERE n = ?')
  const immediate = db.transaction((work: () => void) => work()).immediate
  return {
    /** Number of the next record. */
    next: () => select.next.get() ?? 0,
    records: (from: number, limit: number): StoredLogConflict[] => select.from.all(from, limit),
    /** Open records of an identity, with the log of this origin. */
    openAbout: (about: string, there: string): LogConflictRecord[] =>
      select.about.all(about, there).map(({ record }) => JSON.parse(record.toString()) as LogConflictRecord),
    /** Open records that name this own statement. */
    openOf: (statement: string, limit: number): StoredLogConflict[] =>
      select.statement.all(Buffer.from(statement, 'hex'), limit),
    isContradicted: (statement: string): boolean =>
      select.isOpen.get(Buffer.from(statement, 'hex')) !== undefined,
    /** Open records that are told to this key, the newest first. */
    noticesFor: (kid: string, limit: number): StoredLogConflict[] =>
      select.kid.all(Buffer.from(kid, 'hex'), limit),
    openCount: () => select.count.get() ?? 0,
    transaction(work: () => void): void {
      try {
        immediate(work)
      } catch (error) {
        throw asDatabaseFailure(error, file)
      }
    },
    /** Keeps a record, and settles the one with number `settles` when it is not open itself. */
    add(
      conflict: LogConflictRecord,
      { record, signature }: SignedRecord,
      kid: string,
      settles: number | null,
    ): void {
      const statement = Buffer.from(conflict.here.statement, 'hex')
      const named = [
        conflict.n,
        conflict.about,
        conflict.there.origin,
        statement,
        Buffer.from(kid, 'hex'),
      ] as const
      insert.run(...named, record, signature)
      if (conflict.open) openOne.run(...named)
      if (settles !== null) closeOne.run(settles)
    },
    close: () => db.close(),
  }
}
