/**
 * Tasks and what happened to them, results that fit and those in quarantine, what was concluded, and how severely the next lots
 * are sampled (decision 0062). A task's state and agency follow from its moves.
 */
export const inspectionTables = `
CREATE TABLE inspection_task (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, demand TEXT NOT NULL, repeat INTEGER NOT NULL CHECK (repeat BETWEEN 1 AND 9),
  kind TEXT NOT NULL, asn TEXT NOT NULL, gtin TEXT, lot TEXT, manufacturer TEXT, container TEXT,
  deadline TEXT NOT NULL, hash TEXT NOT NULL UNIQUE, json TEXT NOT NULL,
  statement INTEGER NOT NULL UNIQUE REFERENCES statement (n), state TEXT NOT NULL, agency TEXT,
  UNIQUE (demand, repeat)
) STRICT;
CREATE INDEX inspection_task_asn ON inspection_task (asn);
CREATE INDEX inspection_task_goods ON inspection_task (gtin, lot);
CREATE INDEX inspection_task_maker ON inspection_task (manufacturer);
CREATE INDEX inspection_task_container ON inspection_task (container) WHERE container IS NOT NULL;
CREATE INDEX inspection_task_state ON inspection_task (state, n);
CREATE TRIGGER inspection_task_said_once BEFORE UPDATE OF n, id, demand, repeat, kind, asn, gtin, lot, manufacturer, container, deadline, hash, json, statement
  ON inspection_task BEGIN SELECT RAISE(ABORT, 'a task is written once'); END;
CREATE TRIGGER inspection_task_no_delete BEFORE DELETE ON inspection_task BEGIN SELECT RAISE(ABORT, 'tasks are never removed'); END;
CREATE TABLE inspection_move (
  n INTEGER PRIMARY KEY, task TEXT NOT NULL REFERENCES inspection_task (id), event TEXT NOT NULL, state TEXT NOT NULL, t TEXT NOT NULL,
  badge TEXT, detail TEXT NOT NULL, statement INTEGER NOT NULL REFERENCES statement (n), signed BLOB CHECK (length(signed) <= 65535)
) STRICT;
CREATE INDEX inspection_move_task ON inspection_move (task, n);
CREATE TRIGGER inspection_move_no_update BEFORE UPDATE ON inspection_move BEGIN SELECT RAISE(ABORT, 'moves of tasks are only added'); END;
CREATE TRIGGER inspection_move_no_delete BEFORE DELETE ON inspection_move BEGIN SELECT RAISE(ABORT, 'moves of tasks are only added'); END;
CREATE TABLE inspection_result (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 32), task TEXT NOT NULL REFERENCES inspection_task (id),
  place INTEGER NOT NULL CHECK (place >= 1), way TEXT NOT NULL, came_at TEXT NOT NULL, bytes BLOB NOT NULL CHECK (length(bytes) <= 65535),
  UNIQUE (task, place)
) STRICT;
CREATE TRIGGER inspection_result_no_update BEFORE UPDATE ON inspection_result BEGIN SELECT RAISE(ABORT, 'results are never changed'); END;
CREATE TRIGGER inspection_result_no_delete BEFORE DELETE ON inspection_result BEGIN SELECT RAISE(ABORT, 'results are never removed'); END;
CREATE TABLE inspection_conclusion (
  task TEXT PRIMARY KEY REFERENCES inspection_task (id), result BLOB NOT NULL REFERENCES inspection_result (id), t TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('conformant', 'conditional', 'non-conformant')), decided_by TEXT NOT NULL,
  count INTEGER, ac INTEGER, re INTEGER, conditions TEXT NOT NULL, valid_until TEXT,
  statement INTEGER NOT NULL UNIQUE REFERENCES statement (n)
) STRICT;
CREATE TRIGGER inspection_conclusion_no_update BEFORE UPDATE ON inspection_conclusion BEGIN SELECT RAISE(ABORT, 'conclusions are never changed'); END;
CREATE TRIGGER inspection_conclusion_no_delete BEFORE DELETE ON inspection_conclusion BEGIN SELECT RAISE(ABORT, 'conclusions are never removed'); END;
CREATE TABLE inspection_switching (
  n INTEGER PRIMARY KEY, gtin TEXT NOT NULL, manufacturer TEXT NOT NULL, rule TEXT NOT NULL, t TEXT NOT NULL,
  cause TEXT NOT NULL, json TEXT NOT NULL, statement INTEGER NOT NULL REFERENCES statement (n), badge TEXT, signed BLOB CHECK (length(signed) <= 65535)
) STRICT;
CREATE INDEX inspection_switching_key ON inspection_switching (gtin, manufacturer, rule, n);
CREATE TRIGGER inspection_switching_no_update BEFORE UPDATE ON inspection_switching BEGIN SELECT RAISE(ABORT, 'switching is only added to'); END;
CREATE TRIGGER inspection_switching_no_delete BEFORE DELETE ON inspection_switching BEGIN SELECT RAISE(ABORT, 'switching is only added to'); END;
CREATE TABLE inspection_quarantine (
  n INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32), bytes BLOB NOT NULL, way TEXT NOT NULL, came_at TEXT NOT NULL,
  task TEXT, agency TEXT, code TEXT NOT NULL, detail TEXT NOT NULL, looked_at TEXT NOT NULL,
  ended_at TEXT, ended_how TEXT CHECK (ended_how IN ('fits', 'rejected')), ended_by TEXT, reason TEXT, signed BLOB CHECK (length(signed) <= 65535),
  CHECK ((ended_at IS NULL) = (ended_how IS NULL)), CHECK ((ended_how IS 'rejected') = (signed IS NOT NULL))
) STRICT;
CREATE INDEX inspection_quarantine_open ON inspection_quarantine (n) WHERE ended_at IS NULL;
CREATE TRIGGER inspection_quarantine_said_once BEFORE UPDATE OF n, sha256, bytes, way, came_at ON inspection_quarantine
  BEGIN SELECT RAISE(ABORT, 'what is in quarantine is kept as it came'); END;
CREATE TRIGGER inspection_quarantine_ended_once BEFORE UPDATE ON inspection_quarantine WHEN OLD.ended_at IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'a quarantine ends once'); END;
CREATE TRIGGER inspection_quarantine_no_delete BEFORE DELETE ON inspection_quarantine BEGIN SELECT RAISE(ABORT, 'what is in quarantine is never dropped'); END;
CREATE TABLE inspection_agency (
  n INTEGER PRIMARY KEY, org TEXT NOT NULL, head TEXT NOT NULL UNIQUE, json TEXT NOT NULL, t TEXT NOT NULL, badge TEXT
) STRICT;
CREATE INDEX inspection_agency_org ON inspection_agency (org, n);
CREATE TRIGGER inspection_agency_no_update BEFORE UPDATE ON inspection_agency BEGIN SELECT RAISE(ABORT, 'memberships are only added'); END;
CREATE TRIGGER inspection_agency_no_delete BEFORE DELETE ON inspection_agency BEGIN SELECT RAISE(ABORT, 'memberships are only added'); END;
CREATE TABLE inspection_attachment (
  sha256 BLOB PRIMARY KEY CHECK (length(sha256) = 32), bytes INTEGER NOT NULL CHECK (bytes > 0), media_type TEXT NOT NULL, came_at TEXT NOT NULL, badge TEXT
) STRICT, WITHOUT ROWID;
CREATE TRIGGER inspection_attachment_no_update BEFORE UPDATE ON inspection_attachment BEGIN SELECT RAISE(ABORT, 'attachments are never changed'); END;
CREATE TRIGGER inspection_attachment_no_delete BEFORE DELETE ON inspection_attachment BEGIN SELECT RAISE(ABORT, 'attachments are never removed'); END;
`
