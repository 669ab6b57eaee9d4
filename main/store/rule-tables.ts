/** Rule sets that were brought, what people said of them, and which of them counted since when. */
export const ruleTables = `
CREATE TABLE rule_draft (
  n INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE REFERENCES rule_set (hash), name TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0), warnings TEXT NOT NULL, t TEXT NOT NULL, badge TEXT
) STRICT;
CREATE TRIGGER rule_draft_no_update BEFORE UPDATE ON rule_draft BEGIN SELECT RAISE(ABORT, 'drafts are never changed'); END;
CREATE TRIGGER rule_draft_no_delete BEFORE DELETE ON rule_draft BEGIN SELECT RAISE(ABORT, 'drafts are never removed'); END;
CREATE TABLE rule_statement (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 32), kind TEXT NOT NULL CHECK (kind IN ('approved', 'withdrawn')),
  hash TEXT NOT NULL REFERENCES rule_set (hash), t TEXT NOT NULL, person TEXT NOT NULL,
  bytes BLOB NOT NULL CHECK (length(bytes) <= 65535)
) STRICT;
CREATE INDEX rule_statement_hash ON rule_statement (hash, n);
CREATE UNIQUE INDEX rule_statement_withdrawn ON rule_statement (hash) WHERE kind = 'withdrawn';
CREATE TRIGGER rule_statement_no_update BEFORE UPDATE ON rule_statement BEGIN SELECT RAISE(ABORT, 'statements are never changed'); END;
CREATE TRIGGER rule_statement_no_delete BEFORE DELETE ON rule_statement BEGIN SELECT RAISE(ABORT, 'statements are never removed'); END;
CREATE TABLE rule_in_force (
  n INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE REFERENCES rule_set (hash), name TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0), replaces TEXT REFERENCES rule_in_force (hash), valid_from TEXT, t TEXT NOT NULL,
  statement INTEGER UNIQUE REFERENCES statement (n),
  CHECK ((n = 1) = (statement IS NULL) AND (n = 1) = (replaces IS NULL) AND (n = 1) = (valid_from IS NULL)),
  UNIQUE (name, version)
) STRICT;
CREATE TRIGGER rule_in_force_no_update BEFORE UPDATE ON rule_in_force BEGIN SELECT RAISE(ABORT, 'what counted stays so'); END;
CREATE TRIGGER rule_in_force_no_delete BEFORE DELETE ON rule_in_force BEGIN SELECT RAISE(ABORT, 'what counted stays so'); END;
`
