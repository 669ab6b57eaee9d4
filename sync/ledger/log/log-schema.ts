import type { Migration } from '../../../platform/sqlite/migrate.ts'

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
  {
    number: 3,
    sql: `
-- What the log's key has signed of statements that were not logged: said again as it is, and never forgotten.
CREATE TABLE refusals (
  n INTEGER PRIMARY KEY,
  statement BLOB NOT NULL CHECK (length(statement) = 32),
  reason BLOB NOT NULL CHECK (length(reason) = 32),
  brought_by BLOB NOT NULL CHECK (length(brought_by) = 32),
  said BLOB NOT NULL,
  signature BLOB NOT NULL CHECK (length(signature) = 64),
  UNIQUE (statement, reason)
) STRICT;
CREATE INDEX refusals_by_bringer ON refusals (brought_by);
${appendOnly('refusals')}
-- Batches whose chain does not connect to the log yet. They are no entries, and go when they are logged.
CREATE TABLE held_batches (
  place INTEGER PRIMARY KEY,
  kid BLOB NOT NULL CHECK (length(kid) = 32),
  station TEXT NOT NULL,
  n INTEGER NOT NULL,
  manifest_id BLOB NOT NULL UNIQUE CHECK (length(manifest_id) = 32),
  manifest BLOB NOT NULL,
  first_seq INTEGER NOT NULL,
  prev BLOB NOT NULL CHECK (length(prev) = 32),
  first_missing INTEGER,
  last_missing INTEGER,
  statements INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  since INTEGER NOT NULL,
  expired INTEGER
) STRICT;
CREATE INDEX held_batches_of_key ON held_batches (kid);
CREATE TABLE held_statements (
  batch INTEGER NOT NULL REFERENCES held_batches (place),
  seq INTEGER NOT NULL,
  bytes BLOB NOT NULL CHECK (length(bytes) <= 65535),
  PRIMARY KEY (batch, seq)
) STRICT;`,
  },
]
