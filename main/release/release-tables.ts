/**
 * Holds and releases (decision 0063). `line_demand`: what a line waits or waited for; those that are open follow from its
 * decision, those that have ended are kept. `asn_hold`: notices that wait for a release. `asn_release`: their releases, each
 * with its statement. `release_word`: what supervisors have signed of held goods.
 */
export const releaseTables = `
CREATE TABLE line_demand (
  asn TEXT NOT NULL, line TEXT NOT NULL, lot TEXT NOT NULL, demand TEXT NOT NULL CHECK (length(demand) = 64),
  kind TEXT NOT NULL, subject TEXT NOT NULL, json TEXT NOT NULL, since TEXT NOT NULL,
  ended_at TEXT, ended TEXT CHECK (ended IN ('met', 'overridden', 'gone')), CHECK ((ended IS NULL) = (ended_at IS NULL)),
  PRIMARY KEY (asn, line, lot, demand)
) STRICT;
CREATE INDEX line_demand_subject ON line_demand (kind, subject);
CREATE INDEX line_demand_open ON line_demand (kind) WHERE ended IS NULL;
CREATE TRIGGER line_demand_no_delete BEFORE DELETE ON line_demand BEGIN SELECT RAISE(ABORT, 'demands end, and are kept'); END;
CREATE TABLE asn_hold (asn TEXT PRIMARY KEY, since TEXT NOT NULL) STRICT;
INSERT INTO asn_hold SELECT p.asn, p.taken_at FROM plan AS p WHERE p.revision = 1 AND EXISTS
  (SELECT 1 FROM plan_line AS l WHERE l.asn = p.asn AND l.closed_at IS NULL AND (l.verdict IN ('hold', 'refuse') OR l.held = 1));
CREATE TABLE asn_release (
  n INTEGER PRIMARY KEY, asn TEXT NOT NULL, release INTEGER NOT NULL CHECK (release > 0), t TEXT NOT NULL,
  statement INTEGER NOT NULL UNIQUE REFERENCES statement (n), UNIQUE (asn, release)
) STRICT;
CREATE TRIGGER asn_release_no_update BEFORE UPDATE ON asn_release BEGIN SELECT RAISE(ABORT, 'what was released stays released'); END;
CREATE TRIGGER asn_release_no_delete BEFORE DELETE ON asn_release BEGIN SELECT RAISE(ABORT, 'what was released stays released'); END;
CREATE TABLE release_word (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 32), kind TEXT NOT NULL CHECK (kind IN ('override', 'lift')),
  asn TEXT NOT NULL, line TEXT NOT NULL, lot TEXT NOT NULL, t TEXT NOT NULL, badge TEXT NOT NULL, reason TEXT NOT NULL,
  bytes BLOB NOT NULL CHECK (length(bytes) <= 4096)
) STRICT;
CREATE INDEX release_word_asn ON release_word (asn, n);
CREATE TRIGGER release_word_no_update BEFORE UPDATE ON release_word BEGIN SELECT RAISE(ABORT, 'signed words are never changed'); END;
CREATE TRIGGER release_word_no_delete BEFORE DELETE ON release_word BEGIN SELECT RAISE(ABORT, 'signed words are never removed'); END;
`
