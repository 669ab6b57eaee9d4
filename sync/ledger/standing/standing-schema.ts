import type { Migration } from '../../../platform/sqlite/migrate.ts'

/** SQLite's application_id of a ledger's standing: "BMSD". */
export const STANDING_APPLICATION_ID = 0x424d5344

/** Of a life: inside of something and on hold. The words of an index, so that SQLite knows which one is meant. */
export const IS_HELD_INSIDE = "state IN ('packed-held', 'held-on-pallet')"

/**
 * All of it follows from the log alone, statement by statement: a file that is lost or does not fit its log is made anew,
 * with the same verdicts and the same signatures.
 */
export const standingMigrations: readonly Migration[] = [
  {
    number: 1,
    sql: `
CREATE TABLE statement (
  place INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
  kid BLOB NOT NULL CHECK (length(kid) = 32),
  -- What is wrong with it by itself: JSON, null when nothing is.
  malformed TEXT,
  failures TEXT
) STRICT;
CREATE TABLE life (
  key TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  parent TEXT,
  born INTEGER,
  since INTEGER NOT NULL REFERENCES statement (place)
) STRICT, WITHOUT ROWID;
CREATE INDEX life_parent ON life (parent, key) WHERE parent IS NOT NULL;
CREATE TABLE mention (key TEXT NOT NULL, place INTEGER NOT NULL REFERENCES statement (place), PRIMARY KEY (key, place)) STRICT, WITHOUT ROWID;
CREATE TABLE waiting (key TEXT NOT NULL, place INTEGER NOT NULL REFERENCES statement (place), PRIMARY KEY (key, place)) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_place ON waiting (place);
CREATE TABLE finding (
  place INTEGER NOT NULL REFERENCES statement (place),
  n INTEGER NOT NULL,
  key TEXT NOT NULL,
  code TEXT NOT NULL,
  detail TEXT NOT NULL,
  against INTEGER REFERENCES statement (place),
  waits INTEGER NOT NULL,
  PRIMARY KEY (place, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_against ON finding (against, place) WHERE against IS NOT NULL;
CREATE TABLE verdict (
  place INTEGER NOT NULL REFERENCES statement (place),
  size INTEGER NOT NULL,
  standing TEXT NOT NULL,
  record BLOB NOT NULL,
  signature BLOB NOT NULL CHECK (length(signature) = 64),
  PRIMARY KEY (place, size)
) STRICT, WITHOUT ROWID;
CREATE TABLE conflict (
  n INTEGER PRIMARY KEY,
  record BLOB NOT NULL,
  signature BLOB NOT NULL CHECK (length(signature) = 64)
) STRICT;
CREATE TRIGGER verdicts_are_kept BEFORE DELETE ON verdict BEGIN SELECT RAISE(ABORT, 'a verdict stays'); END;
CREATE TRIGGER conflicts_are_kept BEFORE DELETE ON conflict BEGIN SELECT RAISE(ABORT, 'a conflict stays'); END;`,
  },
  {
    number: 2,
    sql: `CREATE INDEX life_held ON life (parent, key) WHERE ${IS_HELD_INSIDE};`,
  },
  {
    number: 3,
    sql: `
-- The key by whose statement it became known. What was judged before has the key of its newest state.
ALTER TABLE life ADD COLUMN kid BLOB CHECK (length(kid) = 32);
UPDATE life SET kid = (SELECT kid FROM statement WHERE place = since);`,
  },
  {
    number: 4,
    sql: `
-- Identities whose life here has changed since it was last compared with other logs.
CREATE TABLE touched (key TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
-- Which stations' keys a conflict within this log is told to.
CREATE TABLE notice (
  kid BLOB NOT NULL CHECK (length(kid) = 32),
  n INTEGER NOT NULL REFERENCES conflict (n),
  PRIMARY KEY (kid, n)
) STRICT, WITHOUT ROWID;`,
  },
]
