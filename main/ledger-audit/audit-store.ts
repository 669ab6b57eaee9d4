import type { Code } from '../../core/errors/codes.ts'
import type { Migration } from '../../platform/sqlite/migrate.ts'
import { asDatabaseFailure, openDatabase } from '../../platform/sqlite/open-database.ts'
import type { FsckProblem } from '../fsck/fsck-answer.ts'

/** SQLite's application_id of an audit: "BMAU". */
const AUDIT_APPLICATION_ID = 0x424d4155

const migrations: readonly Migration[] = [
  {
    number: 1,
    sql: `
CREATE TABLE entries (
  leaf INTEGER PRIMARY KEY,
  id BLOB NOT NULL CHECK (length(id) = 32),
  kid BLOB,
  seq INTEGER,
  -- Whether what is known of its time shows that its key counted.
  is_shown INTEGER NOT NULL CHECK (is_shown IN (0, 1))
) STRICT;
CREATE INDEX entries_not_shown ON entries (leaf) WHERE is_shown = 0;
CREATE INDEX entries_by_id ON entries (id);
CREATE INDEX entries_by_place ON entries (kid, seq) WHERE seq IS NOT NULL;
-- Manifests whose statements were not all there yet.
CREATE TABLE waiting (leaf INTEGER PRIMARY KEY) STRICT;
CREATE TABLE tiles (level INTEGER PRIMARY KEY, whole INTEGER NOT NULL) STRICT;
CREATE TABLE findings (n INTEGER PRIMARY KEY, code TEXT NOT NULL, place TEXT NOT NULL, UNIQUE (code, place)) STRICT;
CREATE TABLE audits (size INTEGER PRIMARY KEY, cosigned_at INTEGER) STRICT;`,
  },
]

/** A log that is wrong everywhere must not fill the auditor's disk. */
const FINDINGS_MAX = 10_000

/** An entry as the audit remembers it; `kid` and `seq` (hex, place in the chain) where it could be read. */
export interface AuditedEntry {
  readonly leaf: number
  /** hex SHA-256 of its bytes */
  readonly id: string
  readonly kid: string | null
  readonly seq: number | null
  /** False when its key has ended since, and nothing shows that it was logged before. */
  readonly isShown: boolean
}

/** What an earlier run came to: the size whose entries it had checked, and when that size was cosigned (Unix seconds). */
export interface EarlierAudit {
  readonly size: number
  readonly cosignedAt: number | null
}

/** How far the audit of one log has come. Durable, so that it goes on where it was stopped. */
export interface AuditStore {
  /** Entries checked so far. */
  position(): number
  isKnown(id: string): boolean
  /** The newest place of a key's chain. */
  headOf(kid: string): { readonly seq: number; readonly id: string } | null
  /** Ids (hex) at the places `first` to `last` of a key's chain, in order; those that are there. */
  idsOf(kid: string, first: number, last: number): string[]
  /** Runs `work`, which may call everything here, as one durable step. */
  step<T>(work: () => T): T
  add(entry: AuditedEntry): void
  /** How many entries are not shown to have been logged while their key counted. */
  unproven(): number
  waiting(): number[]
  setWaiting(leaf: number, waits: boolean): void
  /** Tiles of a level that were found right and whole. */
  wholeTiles(level: number): number
  setWholeTiles(level: number, count: number): void
  find(code: Code, where: string): void
  findings(): FsckProblem[]
  latest(): EarlierAudit | null
  finish(audit: EarlierAudit): void
  chains(): { readonly kid: string; readonly headSeq: number }[]
  close(): void
}

/** Opens the audit in `file`, made when absent. Throws what `openDatabase` throws; its writes, `disk-full` and the like. */
export function openAuditStore(file: string): AuditStore {
  const db = openDatabase(file, { applicationId: AUDIT_APPLICATION_ID, migrations })
  const bytes = (hex: string) => Buffer.from(hex, 'hex')
  const select = {
    position: db.prepare<[], number>('SELECT coalesce(max(leaf), -1) + 1 FROM entries').pluck(),
    known: db.prepare<[Buffer], number>('SELECT 1 FROM entries WHERE id = ? LIMIT 1').pluck(),
    head: db.prepare<[Buffer], { seq: number; id: Buffer }>(
      'SELECT seq, id FROM entries WHERE kid = ? AND seq IS NOT NULL ORDER BY seq DESC, leaf DESC LIMIT 1',
    ),
    ids: db
      .prepare<[Buffer, number, number], Buffer>(
        'SELECT id FROM entries WHERE kid = ? AND seq BETWEEN ? AND ? ORDER BY seq, leaf',
      )
      .pluck(),
    unproven: db.prepare<[], number>('SELECT count(*) FROM entries WHERE is_shown = 0').pluck(),
    waiting: db.prepare<[], number>('SELECT leaf FROM waiting ORDER BY leaf').pluck(),
    tiles: db.prepare<[number], number>('SELECT whole FROM tiles WHERE level = ?').pluck(),
    findings: db.prepare<[], { code: Code; place: string }>('SELECT code, place FROM findings ORDER BY n'),
    latest: db.prepare<[], EarlierAudit>(
      'SELECT size, cosigned_at AS cosignedAt FROM audits ORDER BY size DESC LIMIT 1',
    ),
    chains: db.prepare<[], { kid: Buffer; headSeq: number }>(
      'SELECT kid, max(seq) AS headSeq FROM entries WHERE seq IS NOT NULL GROUP BY kid ORDER BY min(leaf)',
    ),
  }
  const write = {
    entry: db.prepare('INSERT INTO entries (leaf, id, kid, seq, is_shown) VALUES (?, ?, ?, ?, ?)'),
    wait: db.prepare('INSERT OR IGNORE INTO waiting (leaf) VALUES (?)'),
    settle: db.prepare('DELETE FROM waiting WHERE leaf = ?'),
    tiles: db.prepare(
      'INSERT INTO tiles (level, whole) VALUES (?, ?) ON CONFLICT (level) DO UPDATE SET whole = excluded.whole',
    ),
    finding: db.prepare(
      'INSERT OR IGNORE INTO findings (code, place) SELECT ?, ? WHERE (SELECT count(*) FROM findings) < ?',
    ),
    audit: db.prepare(
      'INSERT INTO audits (size, cosigned_at) VALUES (@size, @cosignedAt) ON CONFLICT (size) DO UPDATE SET cosigned_at = excluded.cosigned_at',
    ),
  }
  return {
    position: () => select.position.get() ?? 0,
    isKnown: (id) => select.known.get(bytes(id)) !== undefined,
    headOf(kid) {
      const row = select.head.get(bytes(kid))
      return row === undefined ? null : { seq: row.seq, id: row.id.toString('hex') }
    },
    idsOf: (kid, first, last) => select.ids.all(bytes(kid), first, last).map((id) => id.toString('hex')),
    step(work) {
      try {
        return db.transaction(work).immediate()
      } catch (error) {
        throw asDatabaseFailure(error, file)
      }
    },
    add: ({ leaf, id, kid, seq, isShown }) =>
      void write.entry.run(leaf, bytes(id), kid && bytes(kid), seq, isShown ? 1 : 0),
    unproven: () => select.unproven.get() ?? 0,
    waiting: () => select.waiting.all(),
    setWaiting: (leaf, waits) => void (waits ? write.wait : write.settle).run(leaf),
    wholeTiles: (level) => select.tiles.get(level) ?? 0,
    setWholeTiles: (level, count) => void write.tiles.run(level, count),
    find: (code, where) => void write.finding.run(code, where.slice(0, 300), FINDINGS_MAX),
    findings: () => select.findings.all().map(({ code, place }) => ({ code, where: place })),
    latest: () => select.latest.get() ?? null,
    finish: (audit) => void write.audit.run(audit),
    chains: () => select.chains.all().map(({ kid, headSeq }) => ({ kid: kid.toString('hex'), headSeq })),
    close: () => db.close(),
  }
}
