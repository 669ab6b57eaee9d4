import { asDatabaseFailure, type OpenDatabase, openDatabase } from '../../../platform/sqlite/open-database.ts'

/** The newest checkpoint that a witness has cosigned for a log. */
export interface WitnessedCheckpoint {
  readonly size: number
  readonly root: Uint8Array
  /** The log's signed note, when it is kept: it is one half of a proof, should the log sign another view. */
  readonly note?: string | null
}

export interface WitnessStore {
  /** Everything that it has cosigned last, by origin. */
  all(): readonly (WitnessedCheckpoint & { readonly origin: string })[]
  /** Proofs that a log signed two views of itself (`bondmark/fork-proof/1`), the first of each log. */
  forks(): readonly { readonly origin: string; readonly proof: Uint8Array }[]
  keepFork(origin: string, proof: Uint8Array): void
  latest(origin: string): WitnessedCheckpoint | null
  /**
   * Takes `next` as the newest checkpoint, durably, if the newest is still `oldSize` (0 for none). False when another
   * request was faster: checking and storing are one step.
   */
  advance(origin: string, oldSize: number, next: WitnessedCheckpoint): boolean
  close(): void
}

/** SQLite's application_id of a witness: "BMWT". */
const WITNESS_APPLICATION_ID = 0x424d5754

const migrations = [
  {
    number: 1,
    sql: `
CREATE TABLE logs (
  origin TEXT PRIMARY KEY,
  size INTEGER NOT NULL CHECK (size >= 0),
  root BLOB NOT NULL CHECK (length(root) = 32)
) STRICT;
CREATE TRIGGER logs_never_shrink BEFORE UPDATE ON logs WHEN NEW.size < OLD.size OR NEW.origin <> OLD.origin
BEGIN SELECT RAISE(ABORT, 'a witness never goes back'); END;
CREATE TRIGGER logs_never_fork BEFORE UPDATE ON logs WHEN NEW.size = OLD.size AND NEW.root <> OLD.root
BEGIN SELECT RAISE(ABORT, 'a witness never goes back'); END;
CREATE TRIGGER logs_are_kept BEFORE DELETE ON logs BEGIN SELECT RAISE(ABORT, 'a witness never forgets'); END;`,
  },
  {
    number: 2,
    sql: `
ALTER TABLE logs ADD COLUMN note TEXT CHECK (length(note) <= 65536);
CREATE TABLE forks (origin TEXT PRIMARY KEY, proof BLOB NOT NULL) STRICT;
CREATE TRIGGER forks_are_kept BEFORE DELETE ON forks BEGIN SELECT RAISE(ABORT, 'a proof stays'); END;
CREATE TRIGGER forks_are_final BEFORE UPDATE ON forks BEGIN SELECT RAISE(ABORT, 'a proof stays'); END;`,
  },
]

export function openWitnessStore(file: string, open: OpenDatabase = openDatabase): WitnessStore {
  const db = open(file, { applicationId: WITNESS_APPLICATION_ID, migrations })
  const select = db.prepare<[string], { size: number; root: Buffer; note: string | null }>(
    'SELECT size, root, note FROM logs WHERE origin = ?',
  )
  const selectAll = db.prepare<[], { origin: string; size: number; root: Buffer }>(
    'SELECT origin, size, root FROM logs ORDER BY origin',
  )
  const selectForks = db.prepare<[], { origin: string; proof: Buffer }>(
    'SELECT origin, proof FROM forks ORDER BY origin',
  )
  const insertFork = db.prepare('INSERT OR IGNORE INTO forks (origin, proof) VALUES (?, ?)')
  const upsert = db.prepare(
    'INSERT INTO logs (origin, size, root, note) VALUES (?, ?, ?, ?) ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root, note = excluded.note',
  )
  const latest = (origin: string) => {
    const row = select.get(origin)
    return row === undefined ? null : { size: row.size, root: new Uint8Array(row.root), note: row.note }
  }
  const advance = db.transaction((origin: string, oldSize: number, next: WitnessedCheckpoint) => {
    if ((latest(origin)?.size ?? 0) !== oldSize) return false
    upsert.run(origin, next.size, next.root, next.note ?? null)
    return true
  })
  return {
    latest,
    all: () => selectAll.all().map((row) => ({ ...row, root: new Uint8Array(row.root) })),
    forks: () => selectForks.all(),
    keepFork(origin, proof) {
      try {
        insertFork.run(origin, proof)
      } catch (error) {
        throw asDatabaseFailure(error, file)
      }
    },
    advance(origin, oldSize, next) {
      try {
        return advance.immediate(origin, oldSize, next)
      } catch (error) {
        throw asDatabaseFailure(error, file)
      }
    },
    close: () => db.close(),
  }
}
