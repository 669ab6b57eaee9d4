/**
 * What the statements of movements, orders and checks imply, one row a movement; and what supervisors signed for them. All but
 * bonded_approval could be rebuilt from the statements.
 */
export const bondedTables = `
CREATE INDEX plan_line_entry ON plan_line (json_extract(json, '$.customsEntry'), json_extract(json, '$.entryItem'));
CREATE TABLE bonded_move (
  statement INTEGER NOT NULL REFERENCES statement (n), part INTEGER NOT NULL, kind TEXT NOT NULL,
  customs_entry TEXT NOT NULL, entry_item TEXT NOT NULL, gtin TEXT NOT NULL, lot TEXT NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity > 0), json TEXT NOT NULL,
  PRIMARY KEY (statement, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX bonded_move_item ON bonded_move (customs_entry, entry_item, statement);
CREATE INDEX bonded_move_order ON bonded_move (json_extract(json, '$.order')) WHERE kind = 'held';
CREATE TRIGGER bonded_move_no_update BEFORE UPDATE ON bonded_move BEGIN SELECT RAISE(ABORT, 'movements are only added'); END;
CREATE TRIGGER bonded_move_no_delete BEFORE DELETE ON bonded_move BEGIN SELECT RAISE(ABORT, 'movements are only added'); END;
CREATE TABLE customs_order (
  number TEXT PRIMARY KEY, statement INTEGER NOT NULL UNIQUE REFERENCES statement (n), t TEXT NOT NULL,
  scope TEXT NOT NULL, deadline TEXT, document TEXT,
  state TEXT NOT NULL CHECK (state IN ('open', 'inspecting', 'released', 'partly-released', 'seized')),
  ended INTEGER UNIQUE REFERENCES statement (n),
  CHECK ((ended IS NULL) = (state IN ('open', 'inspecting')))
) STRICT;
CREATE INDEX customs_order_open ON customs_order (statement) WHERE ended IS NULL;
CREATE TRIGGER customs_order_said_once BEFORE UPDATE OF number, statement, t, scope, deadline, document ON customs_order
  BEGIN SELECT RAISE(ABORT, 'an order is written once'); END;
CREATE TRIGGER customs_order_ends_once BEFORE UPDATE ON customs_order WHEN OLD.ended IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'an order ends once'); END;
CREATE TRIGGER customs_order_no_delete BEFORE DELETE ON customs_order BEGIN SELECT RAISE(ABORT, 'orders are never removed'); END;
CREATE TABLE bonded_record (
  statement INTEGER PRIMARY KEY REFERENCES statement (n),
  kind TEXT NOT NULL CHECK (kind IN ('book', 'seal', 'arrival', 'close')), subject TEXT NOT NULL, json TEXT NOT NULL
) STRICT;
CREATE INDEX bonded_record_subject ON bonded_record (kind, subject, statement);
CREATE TRIGGER bonded_record_no_update BEFORE UPDATE ON bonded_record BEGIN SELECT RAISE(ABORT, 'records are only added'); END;
CREATE TRIGGER bonded_record_no_delete BEFORE DELETE ON bonded_record BEGIN SELECT RAISE(ABORT, 'records are only added'); END;
CREATE TABLE bonded_gone (
  epc TEXT PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('shipped', 'back', 'destroyed')), quality TEXT CHECK (quality IN ('sellable', 'damaged')),
  statement INTEGER NOT NULL REFERENCES statement (n)
) STRICT, WITHOUT ROWID;
CREATE TABLE bonded_approval (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 32), statement INTEGER NOT NULL REFERENCES statement (n),
  badge TEXT NOT NULL, bytes BLOB NOT NULL CHECK (length(bytes) <= 65535)
) STRICT;
CREATE UNIQUE INDEX bonded_approval_statement ON bonded_approval (statement);
CREATE TRIGGER bonded_approval_no_update BEFORE UPDATE ON bonded_approval BEGIN SELECT RAISE(ABORT, 'approvals are never changed'); END;
CREATE TRIGGER bonded_approval_no_delete BEFORE DELETE ON bonded_approval BEGIN SELECT RAISE(ABORT, 'approvals are never removed'); END;
`
