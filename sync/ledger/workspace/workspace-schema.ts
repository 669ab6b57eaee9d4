import type { Migration } from '../../../platform/sqlite/migrate.ts'

/** SQLite's application_id of a ledger's workspace documents: "BMWS". */
export const WORKSPACE_APPLICATION_ID = 0x424d5753

/**
 * Nothing here is evidence: all of it can be told again by the stations, so the file may be thrown away. It is kept
 * because a station that is offline can't tell it again today.
 */
export const workspaceMigrations: readonly Migration[] = [
  {
    number: 1,
    sql: `
-- A generation of the document of an organisation's warehouse: what it began with, and what has been added since.
CREATE TABLE document (
  org TEXT NOT NULL,
  warehouse TEXT NOT NULL,
  generation INTEGER NOT NULL CHECK (generation >= 1),
  opened_ms INTEGER NOT NULL,
  base BLOB NOT NULL,
  heads TEXT NOT NULL,
  PRIMARY KEY (org, warehouse, generation)
) STRICT;
CREATE TABLE change (
  n INTEGER PRIMARY KEY,
  org TEXT NOT NULL,
  warehouse TEXT NOT NULL,
  generation INTEGER NOT NULL,
  hash TEXT NOT NULL,
  kid TEXT NOT NULL,
  bytes BLOB NOT NULL,
  FOREIGN KEY (org, warehouse, generation) REFERENCES document ON DELETE CASCADE,
  UNIQUE (org, warehouse, generation, hash)
) STRICT;
-- A station whose change was not lawful says nothing more in this generation.
CREATE TABLE set_aside (
  org TEXT NOT NULL,
  warehouse TEXT NOT NULL,
  generation INTEGER NOT NULL,
  kid TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  change TEXT,
  code TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (org, warehouse, generation, kid),
  FOREIGN KEY (org, warehouse, generation) REFERENCES document ON DELETE CASCADE
) STRICT;
-- When each station was last heard, whether or not it had anything to say.
CREATE TABLE heard (
  org TEXT NOT NULL,
  warehouse TEXT NOT NULL,
  kid TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (org, warehouse, kid)
) STRICT;`,
  },
]
