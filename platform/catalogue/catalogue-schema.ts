import type { TableName } from '../../core/catalogue/tables.ts'
import type { Migration } from '../../platform/sqlite/migrate.ts'

/** "BMca": a workspace's catalogue. */
export const CATALOGUE_APPLICATION_ID = 0x42_4d_63_61

/** Whose word a row is: that of a signed snapshot of the consortium, or of a file taken at this station. */
export const origins = ['consortium', 'local'] as const
export type Origin = (typeof origins)[number]

/**
 * The number of a table in the database. Written into files: a number is never given to another table.
 */
export const tableNumber: Readonly<Record<TableName, number>> = {
  products: 1,
  manufacturers: 2,
  certificates: 3,
  brands: 4,
  sellers: 5,
  agencies: 6,
  categories: 7,
  figures: 8,
}
/**
 * `catalogue.sqlite`: facts of goods that decisions are handed, in a file of its own, so that a million of them never keep
 * the station's one writer. Nothing in it is evidence: what the consortium says can be had again and is checked against
 * what was signed; local rows can be taken again from their files. `row` of origin `consortium`, `snapshot` and `node` are
 * what snapshots say; `row` of origin `local` and `import` are durable in their own right; `search` and `tally` are made of `row`.
 */
export const catalogueMigrations: readonly Migration[] = [
  {
    number: 1,
    sql: `
CREATE TABLE row (
  n INTEGER PRIMARY KEY,
  tbl INTEGER NOT NULL,
  key TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('consortium', 'local')),
  name TEXT,
  body TEXT NOT NULL,
  UNIQUE (tbl, key, origin)
) STRICT;
CREATE TABLE tally (tbl INTEGER NOT NULL, origin TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (tbl, origin)) STRICT, WITHOUT ROWID;
CREATE TRIGGER row_added AFTER INSERT ON row BEGIN
  INSERT INTO tally VALUES (new.tbl, new.origin, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER row_removed AFTER DELETE ON row BEGIN
  UPDATE tally SET n = n - 1 WHERE tbl = old.tbl AND origin = old.origin;
END;
CREATE INDEX row_name ON row (tbl, name) WHERE name IS NOT NULL;
CREATE VIRTUAL TABLE search USING fts5 (words, content='', contentless_delete=1, detail='none', tokenize='unicode61');

CREATE TABLE import (
  n INTEGER PRIMARY KEY,
  t TEXT NOT NULL, badge TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, tbl INTEGER NOT NULL,
  added INTEGER NOT NULL, changed INTEGER NOT NULL, removed INTEGER NOT NULL
) STRICT;
CREATE TRIGGER import_no_update BEFORE UPDATE ON import BEGIN SELECT RAISE(ABORT, 'imports are never changed'); END;
CREATE TRIGGER import_no_delete BEFORE DELETE ON import BEGIN SELECT RAISE(ABORT, 'imports are never removed'); END;

CREATE TABLE snapshot (
  version INTEGER PRIMARY KEY,
  hash TEXT NOT NULL, t TEXT NOT NULL, created_at TEXT NOT NULL,
  manifest TEXT NOT NULL, statement BLOB NOT NULL
) STRICT;
CREATE TRIGGER snapshot_no_update BEFORE UPDATE ON snapshot BEGIN SELECT RAISE(ABORT, 'snapshots are never changed'); END;
CREATE TRIGGER snapshot_no_delete BEFORE DELETE ON snapshot BEGIN SELECT RAISE(ABORT, 'snapshots are never removed'); END;
CREATE TABLE node (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID;
`,
  },
  {
    // Goods data of other members (decision 0073), each in a file made like this one. `publisher`: who is believed, in the order
    // in which they count; follows from people's words in the station's store. `standing`, in a publisher's file: by which word
    // what lies there was verified last; without it, or by another word than the one in force, nothing of it counts. `membership`:
    // the publisher's own lists, by which it was.
    number: 2,
    sql: `
CREATE TABLE publisher (n INTEGER PRIMARY KEY, org TEXT NOT NULL UNIQUE, word TEXT NOT NULL, since TEXT NOT NULL, scope TEXT NOT NULL) STRICT;
CREATE TABLE standing (n INTEGER PRIMARY KEY CHECK (n = 1), word TEXT NOT NULL) STRICT;
CREATE TABLE membership (n INTEGER PRIMARY KEY, head TEXT NOT NULL UNIQUE, json TEXT NOT NULL, t TEXT NOT NULL) STRICT;
CREATE TRIGGER membership_no_update BEFORE UPDATE ON membership BEGIN SELECT RAISE(ABORT, 'memberships are only added'); END;
CREATE TRIGGER membership_no_delete BEFORE DELETE ON membership BEGIN SELECT RAISE(ABORT, 'memberships are only added'); END;
`,
  },
]
