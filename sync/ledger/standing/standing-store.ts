import { rmSync } from 'node:fs'
import type { Failure } from '../../../core/errors/bondmark-error.ts'
import type { Held, Life, LifeBook, TracedStatement, Waiting } from '../../../core/lifecycle/life.ts'
import type { Standing } from '../../../core/lifecycle/standing.ts'
import type { Finding } from '../../../core/lifecycle/take-statement.ts'
import { asDatabaseFailure, type OpenDatabase, openDatabase } from '../../../platform/sqlite/open-database.ts'
import type { LogStore } from '../log/log-store.ts'
import { IS_HELD_INSIDE, STANDING_APPLICATION_ID, standingMigrations } from './standing-schema.ts'

/** A logged statement as it was judged by itself. */
export interface KnownStatement {
  readonly place: number
  readonly id: string
  readonly kid: string
  /** What is wrong with it by itself: with its form, and with its own figures. */
  readonly malformed: readonly Failure[]
  readonly failures: readonly Failure[]
}

export interface StoredVerdict {
  readonly size: number
  readonly standing: Standing
  readonly record: Uint8Array
  readonly signature: Uint8Array
}

export interface StoredConflict {
  readonly n: number
  readonly record: Uint8Array
  readonly signature: Uint8Array
}

interface StatementRow {
  readonly place: number
  readonly id: Buffer
  readonly kid: Buffer
  readonly malformed: string | null
  readonly failures: string | null
}

interface FindingRow {
  readonly key: string
  readonly code: Failure['code']
  readonly detail: string
  readonly against: number | null
  readonly waits: 0 | 1
}

/** What a log's statements are worth, durably: the lives they tell, what was found against them, and the signed verdicts. */
export type StandingStore = ReturnType<typeof openStandingStore>

/**
 * Opens the standing of this log. One that is of another log, or knows more of it than there is, is made anew: all of it
 * follows from the log. Throws what `openDatabase` throws.
 */
export function openStandingOf(log: Pick<LogStore, 'leafOf'>, file: string): StandingStore {
  const standing = openStandingStore(file)
  const last = standing.size() - 1
  if (last < 0 || log.leafOf(standing.statement(last).id) === last) return standing
  standing.close()
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
  return openStandingStore(file)
}

/** Opens the standing in `file`, made when absent. Throws what `openDatabase` throws. */
export function openStandingStore(file: string, open: OpenDatabase = openDatabase) {
  const db = open(file, { applicationId: STANDING_APPLICATION_ID, migrations: standingMigrations })
  const select = {
    size: db.prepare<[], number>('SELECT coalesce(max(place), -1) + 1 FROM statement').pluck(),
    statement: db.prepare<[number], StatementRow>('SELECT * FROM statement WHERE place = ?'),
    place: db.prepare<[Buffer], number>('SELECT place FROM statement WHERE id = ?').pluck(),
    life: db.prepare<[string], Omit<Life, 'kid'> & { kid: Buffer }>(
      'SELECT kind, state, parent, born, since, kid FROM life WHERE key = ?',
    ),
    contents: db
      .prepare<[string, number], string>('SELECT key FROM life WHERE parent = ? ORDER BY key LIMIT ?')
      .pluck(),
    held: db.prepare<[string], Held>(
      `SELECT key, since FROM life WHERE parent = ? AND ${IS_HELD_INSIDE} ORDER BY key LIMIT 1`,
    ),
    waiting: db.prepare<[string], Omit<Waiting, 'kid'> & { readonly kid: Buffer }>(
      'SELECT place, kid FROM waiting JOIN statement USING (place) WHERE key = ? ORDER BY place',
    ),
    waits: db.prepare<[number], number>('SELECT 1 FROM waiting WHERE place = ? LIMIT 1').pluck(),
    findings: db.prepare<[number], FindingRow>(
      'SELECT key, code, detail, against, waits FROM finding WHERE place = ? ORDER BY n',
    ),
    firstAgainst: db
      .prepare<[number, Buffer], number>(
        `SELECT finding.place FROM finding JOIN statement USING (place)
         WHERE against = ? AND waits = 0 AND statement.kid <> ? ORDER BY finding.place LIMIT 1`,
      )
      .pluck(),
    verdicts: db.prepare<[number], StoredVerdict>(
      'SELECT size, standing, record, signature FROM verdict WHERE place = ? ORDER BY size',
    ),
    standing: db
      .prepare<[number], Standing>('SELECT standing FROM verdict WHERE place = ? ORDER BY size DESC LIMIT 1')
      .pluck(),
    mentions: db
      .prepare<[string, number], number>('SELECT place FROM mention WHERE key = ? ORDER BY place LIMIT ?')
      .pluck(),
    touched: db.prepare<[number], string>('SELECT key FROM touched ORDER BY key LIMIT ?').pluck(),
    notices: db.prepare<[Buffer, number], StoredConflict>(
      'SELECT n, record, signature FROM notice JOIN conflict USING (n) WHERE kid = ? ORDER BY n DESC LIMIT ?',
    ),
    conflicts: db.prepare<[number, number], StoredConflict>(
      'SELECT n, record, signature FROM conflict WHERE n >= ? ORDER BY n LIMIT ?',
    ),
  }
  const write = {
    statement: db.prepare(
      'INSERT INTO statement (place, id, kid, malformed, failures) VALUES (?, ?, ?, ?, ?)',
    ),
    life: db.prepare(
      `INSERT INTO life (key, kind, state, parent, born, since, kid) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET kind = excluded.kind, state = excluded.state, parent = excluded.parent, born = excluded.born, since = excluded.since`,
    ),
    mention: db.prepare('INSERT OR IGNORE INTO mention (key, place) VALUES (?, ?)'),
    wait: db.prepare('INSERT OR IGNORE INTO waiting (key, place) VALUES (?, ?)'),
    stopWaiting: db.prepare('DELETE FROM waiting WHERE key = ? AND place = ?'),
    forgetFindings: db.prepare('DELETE FROM finding WHERE place = ?'),
    finding: db.prepare(
      'INSERT INTO finding (place, n, key, code, detail, against, waits) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    verdict: db.prepare(
      `INSERT INTO verdict (place, size, standing, record, signature) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET standing = excluded.standing, record = excluded.record, signature = excluded.signature`,
    ),
    conflict: db.prepare(
      'INSERT INTO conflict (n, record, signature) SELECT coalesce(max(n), -1) + 1, ?, ? FROM conflict',
    ),
  }
  const touching = {
    one: db.prepare('INSERT OR IGNORE INTO touched (key) VALUES (?)'),
    all: db.prepare('INSERT OR IGNORE INTO touched (key) SELECT key FROM life'),
    contents: db.prepare('INSERT OR IGNORE INTO touched (key) SELECT key FROM life WHERE parent = ?'),
    drop: db.prepare('DELETE FROM touched WHERE key = ?'),
    notice: db.prepare('INSERT OR IGNORE INTO notice (kid, n) SELECT ?, max(n) FROM conflict'),
  }
  const immediate = db.transaction((work: () => void) => work()).immediate

  const statement = (place: number): KnownStatement => {
    const row = select.statement.get(place)
    if (row === undefined) throw new RangeError(`statement ${place} has not been judged`)
    return {
      place,
      id: row.id.toString('hex'),
      kid: row.kid.toString('hex'),
      malformed: fromJson(row.malformed),
      failures: fromJson(row.failures),
    }
  }

  return {
    /** Statements that are judged: the first so many of the log. */
    size: () => select.size.get() ?? 0,
    statement,
    placeOf: (id: string): number | null => select.place.get(Buffer.from(id, 'hex')) ?? null,
    findings: (place: number): Finding[] =>
      select.findings.all(place).map(({ key, code, detail, against, waits }) => ({
        key,
        failure: { code, detail: JSON.parse(detail) as Failure['detail'] },
        against,
        waits: waits === 1,
      })),
    /** The first statement of another key that contradicts this one. */
    contradictedBy: (place: number, kid: string): number | null =>
      select.firstAgainst.get(place, Buffer.from(kid, 'hex')) ?? null,
    verdicts: (place: number): StoredVerdict[] => select.verdicts.all(place),
    standing: (place: number): Standing | null => select.standing.get(place) ?? null,
    mentions: (key: string, limit: number): number[] => select.mentions.all(key, limit),
    contents: (parent: string, limit: number): string[] => select.contents.all(parent, limit),
    life: (key: string): Life | null => lifeOf(select.life.get(key)),
    conflicts: (from: number, limit: number): StoredConflict[] => select.conflicts.all(from, limit),

    /** All of `work` becomes durable together, or nothing of it. */
    transaction(work: () => void): void {
      try {
        immediate(work)
      } catch (error) {
        throw asDatabaseFailure(error, file)
      }
    },
    addStatement({ place, id, kid, malformed, failures }: KnownStatement, keys: Iterable<string>): void {
      const [idBytes, kidBytes] = [Buffer.from(id, 'hex'), Buffer.from(kid, 'hex')]
      write.statement.run(place, idBytes, kidBytes, toJson(malformed), toJson(failures))
      for (const key of keys) write.mention.run(key, place)
    },
    setFindings(place: number, findings: readonly Finding[]): void {
      write.forgetFindings.run(place)
      for (const [n, { key, failure, against, waits }] of findings.entries())
        write.finding.run(place, n, key, failure.code, JSON.stringify(failure.detail), against, waits ? 1 : 0)
    },
    addVerdict(place: number, { size, standing, record, signature }: StoredVerdict): void {
      write.verdict.run(place, size, standing, record, signature)
    },
    /** `kids`: the keys that it is told to. */
    addConflict(record: Uint8Array, signature: Uint8Array, kids: readonly string[] = []): void {
      write.conflict.run(record, signature)
      for (const kid of kids) touching.notice.run(Buffer.from(kid, 'hex'))
    },
    /** The newest conflicts within this log that a key's statements are in. */
    noticesFor: (kid: string, limit: number): StoredConflict[] =>
      select.notices.all(Buffer.from(kid, 'hex'), limit),
    /** Marks a life to be compared with other logs; those marked, some of them; and what has been compared. */
    touch: (key: string): void => void touching.one.run(key),
    touchContents: (parent: string): void => void touching.contents.run(parent),
    touchAll: (): void => void touching.all.run(),
    touched: (limit: number): string[] => select.touched.all(limit),
    untouch: (keys: readonly string[]): void => {
      for (const key of keys) touching.drop.run(key)
    },
    /** The fold's memory. `statementAt` reads a logged statement again. */
    book: (statementAt: (place: number) => TracedStatement): LifeBook => ({
      life: (key) => lifeOf(select.life.get(key)),
      put: (key, { kind, state, parent, born, since, kid }) =>
        void write.life.run(key, kind, state, parent, born, since, Buffer.from(kid, 'hex')),
      contentsOf: (parent) => select.contents.all(parent, -1),
      heldIn: (parent) => select.held.get(parent) ?? null,
      waitingFor: (key) =>
        select.waiting.all(key).map(({ place, kid }) => ({ place, kid: kid.toString('hex') })),
      wait: (key, { place }) => void write.wait.run(key, place),
      stopWaiting(key, place) {
        write.stopWaiting.run(key, place)
        return select.waits.get(place) === undefined ? statementAt(place) : null
      },
    }),
    close: () => db.close(),
  }
}

function lifeOf(row: (Omit<Life, 'kid'> & { kid: Buffer }) | undefined): Life | null {
  return row === undefined ? null : ({ ...row, kid: row.kid.toString('hex') } as Life)
}

const toJson = (failures: readonly Failure[]): string | null =>
  failures.length === 0 ? null : JSON.stringify(failures)

const fromJson = (text: string | null): readonly Failure[] =>
  text === null ? [] : (JSON.parse(text) as Failure[])
