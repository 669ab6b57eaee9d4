import type { Migration } from '../../../platform/sqlite/migrate.ts'

/** "BMan": what a ledger's log says of notices. */
export const ASNS_APPLICATION_ID = 0x42_4d_61_6e

/**
 * What the log says of each inbound notice, so that a question does not read the log. All of it is derived: it follows from the log
 * alone, entry by entry, and a file that is lost or of another log is made anew.
 */
export const asnsMigrations: readonly Migration[] = [
  {
    number: 1,
    sql: `
-- The last entry that was folded, and its id: a file that knows another one there is of another log.
CREATE TABLE folded (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, last BLOB) STRICT;
INSERT INTO folded VALUES (1, 0, NULL);
-- The newest word on each notice, by each station that spoke of it.
CREATE TABLE asn (
  asn TEXT NOT NULL, station TEXT NOT NULL, revision INTEGER, plan TEXT, rule_set TEXT, released TEXT, released_at TEXT,
  PRIMARY KEY (asn, station)
) STRICT, WITHOUT ROWID;
CREATE TABLE asn_line (
  asn TEXT NOT NULL, gtin TEXT NOT NULL, lot TEXT NOT NULL, line TEXT NOT NULL, station TEXT NOT NULL,
  received INTEGER NOT NULL DEFAULT 0, labeled INTEGER NOT NULL DEFAULT 0, held TEXT, closed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (asn, gtin, lot, line, station)
) STRICT, WITHOUT ROWID;
-- Which notice a statement is about; and which goods, of scans that labels are bound to.
CREATE TABLE about (
  place INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, asn TEXT NOT NULL, station TEXT NOT NULL, gtin TEXT NOT NULL, lot TEXT NOT NULL
) STRICT;
CREATE INDEX about_asn ON about (asn, place);
CREATE TABLE news (n INTEGER PRIMARY KEY, digits TEXT NOT NULL, t TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL) STRICT;
`,
  },
  {
    // What lines were decided to be, and how holds end: the log is folded anew for it.
    number: 2,
    sql: `
ALTER TABLE asn_line ADD COLUMN decision TEXT;
ALTER TABLE asn_line ADD COLUMN decision_hash TEXT;
ALTER TABLE asn_line ADD COLUMN rule_set TEXT;
DELETE FROM asn; DELETE FROM asn_line; DELETE FROM about; DELETE FROM news;
UPDATE folded SET size = 0, last = NULL;
`,
  },
]
