import type { Migration } from '../../../platform/sqlite/migrate.ts'

/** SQLite's application_id of a ledger's documents: "BMLD". */
export const DOCUMENTS_APPLICATION_ID = 0x424d4c44

export const documentMigrations: readonly Migration[] = [
  {
    number: 1,
    sql: `
-- Frames of documents that were cut off in the middle, so that they go on from there. No evidence: may go at any time.
CREATE TABLE kept (
  document TEXT NOT NULL,
  kid BLOB NOT NULL CHECK (length(kid) = 32),
  place INTEGER NOT NULL CHECK (place >= 0),
  at INTEGER NOT NULL,
  frame BLOB NOT NULL,
  PRIMARY KEY (document, kid, place)
) STRICT;
CREATE INDEX kept_at ON kept (at);
-- Documents that are in the log whole, and the manifest that they ended with.
CREATE TABLE taken (
  document TEXT NOT NULL,
  kid BLOB NOT NULL CHECK (length(kid) = 32),
  head BLOB NOT NULL CHECK (length(head) = 32),
  manifest BLOB NOT NULL CHECK (length(manifest) = 32),
  PRIMARY KEY (document, kid)
) STRICT;
-- Documents that are followed no further: the signed refusal (bondmark/document-refusal/1), and what was refused.
CREATE TABLE frozen (
  n INTEGER PRIMARY KEY,
  document TEXT NOT NULL,
  kid BLOB NOT NULL CHECK (length(kid) = 32),
  refusal BLOB NOT NULL,
  signature BLOB NOT NULL CHECK (length(signature) = 64),
  evidence BLOB NOT NULL,
  UNIQUE (document, kid)
) STRICT;
CREATE TRIGGER frozen_are_kept BEFORE DELETE ON frozen BEGIN SELECT RAISE(ABORT, 'a refusal is final'); END;
CREATE TRIGGER frozen_are_final BEFORE UPDATE ON frozen BEGIN SELECT RAISE(ABORT, 'a refusal is final'); END;`,
  },
]
