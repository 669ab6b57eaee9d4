import type { Migration } from '../../platform/sqlite/migrate.ts'

/** SQLite's application_id of a ledger's log: "BMLG". */
export const LOG_APPLICATION_ID = 0x424d4c47

const appendOnly = (table: string) => `
CREATE TRIGGER ${table}_are_kept BEFORE DELETE ON ${table} BEGIN SELECT RAISE(ABORT, 'a log only grows'); END;
CREATE TRIGGER ${table}_are_final BEFORE UPDATE ON ${table} BEGIN SELECT RAISE(ABORT, 'a log only grows'); END;`

export const logMigrations: readonly Migration[] = [
  {
    number: 1,
    sql: `
CREATE TABLE entries (
  leaf INTEGER PRIMARY KEY CHECK (leaf >= 0),
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
  kid BLOB NOT NULL CHECK (length(kid) = 32),
  seq INTEGER,
  content_type TEXT NOT NULL,
  bytes BLOB NOT NULL CHECK (length(bytes) <= 65535)
) STRICT;
-- One place in a key's chain holds one statement; a second one is proof of fraud, and no entry.
CREATE UNIQUE INDEX entries_chain ON entries (kid, seq) WHERE seq IS NOT NULL;
CREATE TABLE nodes (
  level INTEGER NOT NULL,
  place INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (level, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoints (size INTEGER PRIMARY KEY CHECK (size >= 0), note TEXT NOT NULL) STRICT;
${['entries', 'nodes', 'checkpoints'].map(appendOnly).join('')}`,
  },
  {
    number: 2,
    sql: `
-- Proofs that a key signed two statements for one place (bondmark/equivocation-proof/1): no entries, and never forgotten.
CREATE TABLE equivocations (
  n INTEGER PRIMARY KEY,
  kid BLOB NOT NULL CHECK (length(kid) = 32),
  seq INTEGER NOT NULL,
  proof BLOB NOT NULL,
  UNIQUE (kid, seq)
) STRICT;
${appendOnly('equivocations')}`,
  },
]
