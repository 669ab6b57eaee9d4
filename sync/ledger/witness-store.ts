import { asDatabaseFailure, type OpenDatabase, openDatabase } from '../../platform/sqlite/open-database.ts'

/** The newest checkpoint that a witness has cosigned for a log. */
export interface WitnessedCheckpoint {
  readonly size: number
  readonly root: Uint8Array
}

export interface WitnessStore {
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
]

export function openWitnessStore(file: string, open: OpenDatabase = openDatabase): WitnessStore {
  const db = open(file, { applicationId: WITNESS_APPLICATION_ID, migrations })
  const select = db.prepare<[string], { size: number; root: Buffer }>(
    'SELECT size, root FROM logs WHERE origin = ?',
  )
  const upsert = db.prepare(
    'INSERT INTO logs (origin, size, root) VALUES (?, ?, ?) ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root',
  )
  const latest = (origin: string) => {
    const row = select.get(origin)
    return row === undefined ? null : { size: row.size, root: new Uint8Array(row.root) }
  }
  const advance = db.transaction((origin: string, oldSize: number, next: WitnessedCheckpoint) => {
    if ((latest(origin)?.size ?? 0) !== oldSize) return false
    upsert.run(origin, next.size, next.root)
    return true
  })
  return {
    latest,
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
