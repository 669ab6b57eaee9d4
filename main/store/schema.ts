import type { Migration } from '../../platform/sqlite/migrate.ts'
import { bondedTables } from '../bonded/bonded-tables.ts'
import { draftTables } from '../drafts/draft-tables.ts'
import { inspectionTables } from '../inspection/inspection-tables.ts'
import { releaseTables } from '../release/release-tables.ts'
import { ruleTables } from './rule-tables.ts'

/** "BMst": a Bondmark station's database. */
export const STATION_APPLICATION_ID = 0x42_4d_73_74

/**
 * The station's tables. Two kinds stand side by side, told apart here and nowhere else:
 * what statements imply (epc, term, fact, fact_block, case_unit, pallet_case, the counts of plan_line, bonded_move, bonded_record,
 * bonded_gone, customs_order, inspection_conclusion, inspection_switching, and of inspection_task its state and agency) could be
 * rebuilt from them;
 * what they do not imply (label_job, batch, receipt, plan, person, shift, scan, setting, replay, input, archive,
 * print_attempt, device_setting, packing_case, packing_pallet, label_template, template_statement, label_choice, stop,
 * station_choice, stock_move, stock_close, brand_membership, serial_authority, pool_serial, outgoing_message, bonded_approval,
 * rule_set, rule_draft, rule_statement, rule_in_force, draft_word, inspection_move, inspection_result, inspection_quarantine,
 * inspection_agency, inspection_attachment, line_demand, asn_hold, asn_release, release_word) is durable in its own right.
 */
export const migrations: readonly Migration[] = [
  {
    number: 1,
    sql: `
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE statement (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
  kid BLOB NOT NULL CHECK (length(kid) = 32),
  seq INTEGER,
  content_type TEXT NOT NULL,
  subject TEXT NOT NULL,
  t TEXT NOT NULL,
  batch INTEGER NOT NULL,
  bytes BLOB NOT NULL CHECK (length(bytes) <= 65535)
) STRICT;
CREATE UNIQUE INDEX statement_chain ON statement (kid, seq) WHERE seq IS NOT NULL;
CREATE TRIGGER statement_no_update BEFORE UPDATE ON statement BEGIN SELECT RAISE(ABORT, 'statements are never changed'); END;
CREATE TRIGGER statement_no_delete BEFORE DELETE ON statement BEGIN SELECT RAISE(ABORT, 'statements are never removed'); END;

CREATE TABLE epc (epc TEXT NOT NULL, statement INTEGER NOT NULL REFERENCES statement (n), PRIMARY KEY (epc, statement)) STRICT, WITHOUT ROWID;

CREATE TABLE batch (
  n INTEGER PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('open', 'sealed', 'uploaded', 'logged', 'receipted')),
  first INTEGER NOT NULL,
  manifest INTEGER REFERENCES statement (n)
) STRICT;
CREATE TABLE receipt (statement INTEGER PRIMARY KEY REFERENCES statement (n), proof TEXT NOT NULL) STRICT;

CREATE TABLE rule_set (hash TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE plan (
  asn TEXT NOT NULL, revision INTEGER NOT NULL, hash TEXT NOT NULL, json TEXT NOT NULL, taken_at TEXT NOT NULL,
  PRIMARY KEY (asn, revision)
) STRICT, WITHOUT ROWID;
CREATE TABLE plan_line (
  asn TEXT NOT NULL, line TEXT NOT NULL, lot TEXT NOT NULL,
  gtin TEXT NOT NULL, json TEXT NOT NULL, planned INTEGER NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('exempt', 'whitelisted', 'label', 'hold', 'refuse')),
  decision TEXT NOT NULL, decision_hash TEXT NOT NULL, rule_set TEXT NOT NULL REFERENCES rule_set (hash),
  received INTEGER NOT NULL DEFAULT 0, labeled INTEGER NOT NULL DEFAULT 0, passed INTEGER NOT NULL DEFAULT 0,
  short INTEGER NOT NULL DEFAULT 0, damaged INTEGER NOT NULL DEFAULT 0, reasons TEXT NOT NULL DEFAULT '[]',
  held INTEGER NOT NULL DEFAULT 0, closed_at TEXT,
  PRIMARY KEY (asn, line, lot)
) STRICT, WITHOUT ROWID;
CREATE INDEX plan_line_gtin ON plan_line (gtin);
CREATE TABLE plan_sscc (sscc TEXT PRIMARY KEY, asn TEXT NOT NULL, line TEXT NOT NULL, lot TEXT NOT NULL, received INTEGER REFERENCES statement (n)) STRICT, WITHOUT ROWID;
CREATE TABLE goods_serial (epc TEXT PRIMARY KEY, statement INTEGER NOT NULL REFERENCES statement (n)) STRICT, WITHOUT ROWID;

CREATE TABLE label_job (
  job INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('unit', 'case')),
  gtin TEXT NOT NULL, serial TEXT NOT NULL UNIQUE,
  asn TEXT NOT NULL, line TEXT NOT NULL, lot TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('reserved', 'sent', 'printed', 'verified', 'uncertain', 'voided')),
  template TEXT NOT NULL,
  binding INTEGER REFERENCES statement (n),
  pin_commitment TEXT,
  run INTEGER NOT NULL DEFAULT 0,
  replaces INTEGER REFERENCES label_job (job),
  reserved_at TEXT NOT NULL, sent_at TEXT, printed_at TEXT, ended_at TEXT,
  reason TEXT, recovery INTEGER NOT NULL DEFAULT 0,
  shift INTEGER, ended_shift INTEGER
) STRICT;
CREATE INDEX label_job_open ON label_job (state) WHERE state IN ('reserved', 'sent', 'printed', 'uncertain');
CREATE INDEX label_job_line ON label_job (asn, line, lot);

CREATE TABLE packing_case (
  number INTEGER PRIMARY KEY,
  asn TEXT NOT NULL, line TEXT NOT NULL, lot TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'closing', 'closed')),
  capacity INTEGER NOT NULL, sscc TEXT UNIQUE, statement INTEGER REFERENCES statement (n)
) STRICT;
CREATE UNIQUE INDEX packing_case_one_open ON packing_case (state) WHERE state = 'open';
CREATE TABLE case_unit (job INTEGER PRIMARY KEY REFERENCES label_job (job), number INTEGER NOT NULL REFERENCES packing_case (number)) STRICT;

CREATE TABLE person (
  badge TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL CHECK (role IN ('operator', 'supervisor', 'administrator')),
  pseudonym TEXT NOT NULL UNIQUE, passcode TEXT NOT NULL, kid TEXT, key_box TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE shift (n INTEGER PRIMARY KEY, opened_at TEXT NOT NULL, opened_by TEXT NOT NULL, closed_at TEXT) STRICT;

CREATE TABLE scan (
  n INTEGER PRIMARY KEY, t TEXT NOT NULL, device TEXT NOT NULL, text TEXT NOT NULL, kind TEXT NOT NULL, sentence TEXT NOT NULL
) STRICT;

CREATE TABLE replay (script TEXT PRIMARY KEY, line INTEGER NOT NULL, state TEXT NOT NULL) STRICT, WITHOUT ROWID;
`,
  },
  {
    number: 2,
    sql: `
-- Inputs that may be sent again, and what came of them. A part is one symbol of a scan that held several. Bounded: see inputs.ts.
CREATE TABLE input (
  client BLOB NOT NULL CHECK (length(client) = 16), n INTEGER NOT NULL, part INTEGER NOT NULL,
  content BLOB NOT NULL CHECK (length(content) = 16),
  kind TEXT NOT NULL, sentence TEXT NOT NULL,
  PRIMARY KEY (client, n, part)
) STRICT, WITHOUT ROWID;
CREATE TABLE input_client (place INTEGER PRIMARY KEY, client BLOB NOT NULL UNIQUE CHECK (length(client) = 16)) STRICT;
`,
  },
  {
    // What statements say, 32 of them a row (decision 0018), and the counts that a large store could not be asked for.
    number: 3,
    sql: `
CREATE TABLE term (n INTEGER PRIMARY KEY, kind INTEGER NOT NULL, value TEXT NOT NULL, UNIQUE (kind, value)) STRICT;
CREATE TABLE fact (term INTEGER NOT NULL REFERENCES term (n), block INTEGER NOT NULL, places INTEGER NOT NULL, PRIMARY KEY (term, block)) STRICT, WITHOUT ROWID;
CREATE TABLE fact_block (block INTEGER PRIMARY KEY, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL) STRICT;
CREATE INDEX case_unit_number ON case_unit (number);
CREATE INDEX label_job_ended ON label_job (ended_shift, kind, state) WHERE ended_shift IS NOT NULL;
`,
  },
  {
    // Copies of batches in files of their own (decision 0019).
    number: 4,
    sql: `
CREATE TABLE archive (
  batch INTEGER PRIMARY KEY REFERENCES batch (n), file TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, at TEXT NOT NULL
) STRICT;
`,
  },
  {
    // A row of a plan is larger than WITHOUT ROWID keeps in its tree: each had a page of its own (decision 0025).
    number: 5,
    sql: `
CREATE TABLE plan_line_5 (
  asn TEXT NOT NULL, line TEXT NOT NULL, lot TEXT NOT NULL,
  gtin TEXT NOT NULL, json TEXT NOT NULL, planned INTEGER NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('exempt', 'whitelisted', 'label', 'hold', 'refuse')),
  decision TEXT NOT NULL, decision_hash TEXT NOT NULL, rule_set TEXT NOT NULL REFERENCES rule_set (hash),
  received INTEGER NOT NULL DEFAULT 0, labeled INTEGER NOT NULL DEFAULT 0, passed INTEGER NOT NULL DEFAULT 0,
  short INTEGER NOT NULL DEFAULT 0, damaged INTEGER NOT NULL DEFAULT 0, reasons TEXT NOT NULL DEFAULT '[]',
  held INTEGER NOT NULL DEFAULT 0, closed_at TEXT,
  PRIMARY KEY (asn, line, lot)
) STRICT;
INSERT INTO plan_line_5 SELECT asn, line, lot, gtin, json, planned, verdict, decision, decision_hash, rule_set,
  received, labeled, passed, short, damaged, reasons, held, closed_at FROM plan_line;
DROP TABLE plan_line;
ALTER TABLE plan_line_5 RENAME TO plan_line;
CREATE INDEX plan_line_gtin ON plan_line (gtin);
CREATE INDEX plan_line_order ON plan_line (asn, CAST(line AS INTEGER), line, lot);
`,
  },
  {
    // Lines that are still worked on, and those that were closed last, without reading all that ever were.
    number: 6,
    sql: `
DROP INDEX plan_line_gtin;
CREATE INDEX plan_line_goods ON plan_line (gtin, closed_at, lot);
CREATE INDEX plan_line_open ON plan_line (asn, CAST(line AS INTEGER), line, lot) WHERE closed_at IS NULL;
CREATE INDEX plan_line_closed ON plan_line (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX plan_sscc_asn ON plan_sscc (asn);
CREATE INDEX packing_case_line ON packing_case (asn, line, lot);
`,
  },
  {
    // What was sent to a printer, and what it answered (decision 0032). The index is the last guard of "never sent twice".
    number: 7,
    sql: `
ALTER TABLE label_job ADD COLUMN doubt TEXT;
CREATE TABLE print_attempt (
  n INTEGER PRIMARY KEY, job INTEGER NOT NULL REFERENCES label_job (job),
  begun_at TEXT NOT NULL, printer TEXT NOT NULL, name TEXT NOT NULL, model TEXT NOT NULL,
  bytes INTEGER NOT NULL CHECK (bytes > 0), sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  ended_at TEXT, answer TEXT CHECK (answer IN ('printed', 'uncertain', 'not-sent')), said TEXT,
  buffered INTEGER NOT NULL DEFAULT 0 CHECK (buffered IN (0, 1)), discarded_at TEXT,
  CHECK ((answer IS NULL) = (ended_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX print_attempt_sent_once ON print_attempt (job) WHERE answer IS NULL OR answer <> 'not-sent';
CREATE INDEX print_attempt_open ON print_attempt (n) WHERE answer IS NULL;
CREATE INDEX print_attempt_buffered ON print_attempt (printer) WHERE buffered = 1;
CREATE INDEX print_attempt_job ON print_attempt (job, n);
`,
  },
  {
    // How each physical device is used: the newest row of a device counts, one without JSON has forgotten it (decision 0033).
    number: 8,
    sql: `
CREATE TABLE device_setting (n INTEGER PRIMARY KEY, device TEXT NOT NULL, json TEXT, t TEXT NOT NULL, badge TEXT NOT NULL) STRICT;
CREATE INDEX device_setting_device ON device_setting (device, n);
CREATE TRIGGER device_setting_no_update BEFORE UPDATE ON device_setting BEGIN SELECT RAISE(ABORT, 'changes of devices are only added'); END;
CREATE TRIGGER device_setting_no_delete BEFORE DELETE ON device_setting BEGIN SELECT RAISE(ABORT, 'changes of devices are only added'); END;
`,
  },
  {
    // What labels are printed by: documents as they came in, what supervisors said of them in statements of their own, what
    // was chosen; and with each label what it says (decision 0041).
    number: 9,
    sql: `
CREATE TABLE label_template (
  hash TEXT PRIMARY KEY CHECK (length(hash) = 64), template TEXT NOT NULL, json TEXT NOT NULL, t TEXT NOT NULL, badge TEXT
) STRICT;
CREATE TABLE template_statement (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
  kind TEXT NOT NULL CHECK (kind IN ('approved', 'retired')), template TEXT NOT NULL, hash TEXT NOT NULL REFERENCES label_template (hash),
  t TEXT NOT NULL, badge TEXT NOT NULL, bytes BLOB NOT NULL CHECK (length(bytes) <= 65535),
  after_job INTEGER NOT NULL, UNIQUE (template, kind)
) STRICT;
CREATE TABLE label_choice (n INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, t TEXT NOT NULL, badge TEXT NOT NULL) STRICT;
CREATE INDEX label_choice_name ON label_choice (name, n);
CREATE TRIGGER label_template_no_update BEFORE UPDATE ON label_template BEGIN SELECT RAISE(ABORT, 'templates are never changed'); END;
CREATE TRIGGER label_template_no_delete BEFORE DELETE ON label_template BEGIN SELECT RAISE(ABORT, 'templates are never removed'); END;
CREATE TRIGGER template_statement_no_update BEFORE UPDATE ON template_statement BEGIN SELECT RAISE(ABORT, 'statements are never changed'); END;
CREATE TRIGGER template_statement_no_delete BEFORE DELETE ON template_statement BEGIN SELECT RAISE(ABORT, 'statements are never removed'); END;
CREATE TRIGGER label_choice_no_update BEFORE UPDATE ON label_choice BEGIN SELECT RAISE(ABORT, 'choices are only added'); END;
CREATE TRIGGER label_choice_no_delete BEFORE DELETE ON label_choice BEGIN SELECT RAISE(ABORT, 'choices are only added'); END;
ALTER TABLE label_job ADD COLUMN template_hash TEXT;
ALTER TABLE label_job ADD COLUMN content TEXT;
CREATE TRIGGER label_job_said_once BEFORE UPDATE OF template, template_hash, content ON label_job
  BEGIN SELECT RAISE(ABORT, 'what a label says is written once'); END;
`,
  },
  {
    // Pallets, mixed cases, and logistic units that were taken apart (decision 0043). A column that gets another CHECK is
    // made anew beside the old one: SQLite changes none, and a table of 1,000,000 labels is not copied, whatever others add to it.
    number: 10,
    sql: `
DROP INDEX label_job_ended;
ALTER TABLE label_job RENAME COLUMN kind TO kind_before;
ALTER TABLE label_job ADD COLUMN kind TEXT NOT NULL DEFAULT 'unit' CHECK (kind IN ('unit', 'case', 'pallet'));
UPDATE label_job SET kind = kind_before WHERE kind_before <> 'unit';
ALTER TABLE label_job DROP COLUMN kind_before;
CREATE INDEX label_job_ended ON label_job (ended_shift, kind, state) WHERE ended_shift IS NOT NULL;

DROP INDEX packing_case_one_open;
ALTER TABLE packing_case RENAME COLUMN state TO state_before;
ALTER TABLE packing_case ADD COLUMN state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closing', 'closed', 'emptied'));
UPDATE packing_case SET state = state_before;
ALTER TABLE packing_case DROP COLUMN state_before;
CREATE UNIQUE INDEX packing_case_one_open ON packing_case (state) WHERE state = 'open';
ALTER TABLE packing_case ADD COLUMN scope TEXT NOT NULL DEFAULT 'line' CHECK (scope IN ('line', 'entry', 'any'));
ALTER TABLE packing_case ADD COLUMN allowed_by TEXT;
ALTER TABLE packing_case ADD COLUMN emptied INTEGER REFERENCES statement (n);
ALTER TABLE packing_case ADD COLUMN repacks INTEGER REFERENCES packing_case (number);
ALTER TABLE case_unit ADD COLUMN place INTEGER NOT NULL DEFAULT 0;

CREATE TABLE packing_pallet (
  number INTEGER PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('open', 'closing', 'closed', 'emptied')),
  capacity INTEGER NOT NULL, sscc TEXT UNIQUE,
  statement INTEGER REFERENCES statement (n), emptied INTEGER REFERENCES statement (n),
  repacks INTEGER REFERENCES packing_pallet (number)
) STRICT;
CREATE UNIQUE INDEX packing_pallet_one_open ON packing_pallet (state) WHERE state = 'open';
CREATE TABLE pallet_case (sscc TEXT PRIMARY KEY, number INTEGER NOT NULL REFERENCES packing_pallet (number), place INTEGER NOT NULL) STRICT;
CREATE INDEX pallet_case_number ON pallet_case (number, place);
`,
  },
  {
    // Who had a label made and who ended it, which printer it went to, and the ways in which labels of years are looked for
    // (decision 0042); the STOPs, each with who saw it and who acknowledged it; what supervisors chose for the station.
    number: 11,
    sql: `
ALTER TABLE label_job ADD COLUMN reserved_by TEXT;
ALTER TABLE label_job ADD COLUMN ended_by TEXT;
ALTER TABLE label_job ADD COLUMN printer TEXT;
ALTER TABLE label_job ADD COLUMN reserved_ms INTEGER
  GENERATED ALWAYS AS (CAST(round(unixepoch(reserved_at, 'subsec') * 1000) AS INTEGER)) VIRTUAL;
ALTER TABLE print_attempt ADD COLUMN operator TEXT;
UPDATE label_job SET printer = (SELECT a.printer FROM print_attempt AS a WHERE a.job = label_job.job ORDER BY a.n DESC LIMIT 1);
CREATE INDEX label_job_time ON label_job (reserved_ms, job, serial);
CREATE INDEX label_job_gtin ON label_job (gtin, reserved_ms, job);
CREATE INDEX label_job_lot ON label_job (lot, reserved_ms, job);
CREATE INDEX label_job_asn ON label_job (asn, reserved_ms, job);
CREATE INDEX label_job_state ON label_job (state, reserved_ms, job);
CREATE INDEX label_job_operator ON label_job (reserved_by, reserved_ms, job);
CREATE INDEX label_job_printer ON label_job (printer, reserved_ms, job);
CREATE INDEX label_job_template ON label_job (template, reserved_ms, job);
CREATE INDEX label_job_shift ON label_job (shift, reserved_ms, job);
CREATE INDEX label_job_doubt ON label_job (reserved_ms, job) WHERE doubt IS NOT NULL;
CREATE INDEX label_job_reason ON label_job (reserved_ms, job, reason) WHERE reason IS NOT NULL;
CREATE INDEX label_job_replaces ON label_job (replaces) WHERE replaces IS NOT NULL;
CREATE TABLE stop (
  n INTEGER PRIMARY KEY, scan INTEGER NOT NULL UNIQUE REFERENCES scan (n), shift INTEGER REFERENCES shift (n), operator TEXT NOT NULL,
  situation TEXT NOT NULL, subject TEXT NOT NULL, next TEXT NOT NULL, ended_at TEXT, ended_by TEXT,
  CHECK ((ended_at IS NULL) = (ended_by IS NULL))
) STRICT;
CREATE INDEX stop_shift ON stop (shift, subject);
CREATE INDEX stop_open ON stop (n) WHERE ended_at IS NULL;
CREATE TRIGGER stop_said_once BEFORE UPDATE OF n, scan, shift, operator, situation, subject, next ON stop
  BEGIN SELECT RAISE(ABORT, 'a STOP is written once'); END;
CREATE TRIGGER stop_no_delete BEFORE DELETE ON stop BEGIN SELECT RAISE(ABORT, 'STOPs are never removed'); END;
CREATE TABLE station_choice (n INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, t TEXT NOT NULL, badge TEXT NOT NULL) STRICT;
CREATE INDEX station_choice_name ON station_choice (name, n);
CREATE TRIGGER station_choice_no_update BEFORE UPDATE ON station_choice BEGIN SELECT RAISE(ABORT, 'choices are only added'); END;
CREATE TRIGGER station_choice_no_delete BEFORE DELETE ON station_choice BEGIN SELECT RAISE(ABORT, 'choices are only added'); END;
`,
  },
  {
    // Security stock: what was done with it, and how far each shift's end has counted (decision 0040). Labels of before have
    // taken theirs from nobody knows where, so the first end begins here.
    number: 12,
    sql: `
CREATE TABLE stock_move (
  n INTEGER PRIMARY KEY, shift INTEGER REFERENCES shift (n), t TEXT NOT NULL, badge TEXT NOT NULL,
  move TEXT NOT NULL CHECK (move IN ('issue', 'load', 'test', 'destroy', 'count')),
  kind TEXT NOT NULL CHECK (kind IN ('unit-label', 'case-label', 'overlay')),
  count INTEGER NOT NULL CHECK (count >= 0), expected INTEGER,
  roll TEXT, process TEXT CHECK (process IN ('thermal-transfer', 'direct-thermal')), cover TEXT CHECK (cover IN ('panel', 'overlay', 'none')),
  printer TEXT, reason TEXT, witness TEXT, attempts INTEGER NOT NULL,
  CHECK ((move IN ('issue', 'load')) = (roll IS NOT NULL)), CHECK ((move = 'count') = (expected IS NOT NULL)),
  CHECK ((move = 'destroy') = (witness IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX stock_move_issue ON stock_move (roll) WHERE move = 'issue';
CREATE INDEX stock_move_load ON stock_move (printer, kind, n) WHERE move = 'load';
CREATE INDEX stock_move_roll ON stock_move (roll, n) WHERE move = 'load';
CREATE TRIGGER stock_move_no_update BEFORE UPDATE ON stock_move BEGIN SELECT RAISE(ABORT, 'movements of stock are only added'); END;
CREATE TRIGGER stock_move_no_delete BEFORE DELETE ON stock_move BEGIN SELECT RAISE(ABORT, 'movements of stock are only added'); END;
CREATE TABLE stock_close (
  n INTEGER PRIMARY KEY, shift INTEGER UNIQUE REFERENCES shift (n), statement INTEGER UNIQUE REFERENCES statement (n),
  attempts INTEGER NOT NULL, moves INTEGER NOT NULL, unit_labels INTEGER NOT NULL, case_labels INTEGER NOT NULL, overlays INTEGER NOT NULL
) STRICT;
CREATE TRIGGER stock_close_no_update BEFORE UPDATE ON stock_close BEGIN SELECT RAISE(ABORT, 'ends of shifts are only added'); END;
CREATE TRIGGER stock_close_no_delete BEFORE DELETE ON stock_close BEGIN SELECT RAISE(ABORT, 'ends of shifts are only added'); END;
INSERT INTO stock_close (shift, statement, attempts, moves, unit_labels, case_labels, overlays)
  SELECT NULL, NULL, coalesce(max(n), 0), 0, 0, 0, 0 FROM print_attempt;
`,
  },
  {
    // The right to give serials: brands as the consortium lists them, what they signed, and the serials that they drew
    // themselves, handed out in the order of their list (decision 0039). A pool without a whole_at is still coming in.
    number: 13,
    sql: `
CREATE TABLE brand_membership (
  n INTEGER PRIMARY KEY, org TEXT NOT NULL, head TEXT NOT NULL UNIQUE, json TEXT NOT NULL, t TEXT NOT NULL, badge TEXT
) STRICT;
CREATE INDEX brand_membership_org ON brand_membership (org, n);
CREATE TRIGGER brand_membership_no_update BEFORE UPDATE ON brand_membership BEGIN SELECT RAISE(ABORT, 'memberships are only added'); END;
CREATE TRIGGER brand_membership_no_delete BEFORE DELETE ON brand_membership BEGIN SELECT RAISE(ABORT, 'memberships are only added'); END;
CREATE TABLE serial_authority (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
  kind TEXT NOT NULL CHECK (kind IN ('delegation', 'pool')), brand TEXT NOT NULL,
  bytes BLOB NOT NULL CHECK (length(bytes) <= 65535), t TEXT NOT NULL, badge TEXT, whole_at TEXT,
  issued INTEGER NOT NULL DEFAULT 0 CHECK (issued >= 0)
) STRICT;
CREATE TRIGGER serial_authority_no_change BEFORE UPDATE OF n, id, kind, brand, bytes, t, badge ON serial_authority BEGIN SELECT RAISE(ABORT, 'authorities are never changed'); END;
CREATE TRIGGER serial_authority_whole_once BEFORE UPDATE OF whole_at ON serial_authority WHEN OLD.whole_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'an authority is whole once'); END;
CREATE TRIGGER serial_authority_issued_once BEFORE UPDATE OF issued ON serial_authority WHEN NEW.issued < OLD.issued BEGIN SELECT RAISE(ABORT, 'a serial is handed out once'); END;
CREATE TRIGGER serial_authority_no_delete BEFORE DELETE ON serial_authority WHEN OLD.whole_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'authorities are never removed'); END;
CREATE TABLE pool_serial (
  pool INTEGER NOT NULL REFERENCES serial_authority (n), place INTEGER NOT NULL CHECK (place >= 0), serial TEXT NOT NULL,
  PRIMARY KEY (pool, place)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX pool_serial_serial ON pool_serial (serial);
CREATE TRIGGER pool_serial_no_update BEFORE UPDATE ON pool_serial BEGIN SELECT RAISE(ABORT, 'serials of a pool are never changed'); END;
CREATE TRIGGER pool_serial_no_delete BEFORE DELETE ON pool_serial
  WHEN (SELECT whole_at FROM serial_authority WHERE n = OLD.pool) IS NOT NULL BEGIN SELECT RAISE(ABORT, 'serials of a pool are never removed'); END;
ALTER TABLE label_job ADD COLUMN authority INTEGER REFERENCES serial_authority (n);
-- Labels of before cite what the workspace was enrolled with; from this one on each says by itself.
INSERT INTO setting SELECT 'authority-from', CAST(coalesce(max(job), 0) + 1 AS TEXT) FROM label_job;
`,
  },
  {
    // What other systems are told, in order, each linked to the one before it (decision 0064).
    number: 14,
    sql: `
CREATE TABLE outgoing_message (
  n INTEGER PRIMARY KEY, t TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, link BLOB NOT NULL CHECK (length(link) = 32)
) STRICT;
CREATE TRIGGER outgoing_message_no_update BEFORE UPDATE ON outgoing_message BEGIN SELECT RAISE(ABORT, 'what was told stays told'); END;
CREATE TRIGGER outgoing_message_no_delete BEFORE DELETE ON outgoing_message BEGIN SELECT RAISE(ABORT, 'what was told stays told'); END;
`,
  },
  {
    // Goods under customs' supervision (decision 0061).
    number: 15,
    sql: bondedTables,
  },
  {
    // Rule sets, approved by two people (decision 0059). The first that counts is what a workspace was made with: it is put
    // there when the workspace is opened, from its file.
    number: 16,
    sql: ruleTables,
  },
  {
    // Inspections by agencies (decision 0062).
    number: 17,
    sql: inspectionTables,
  },
  {
    // What was told of one notice last, without reading all that was ever told.
    number: 18,
    sql: `CREATE INDEX outgoing_message_asn ON outgoing_message (body ->> 'asn', kind, n);`,
  },
  {
    // Holds and releases of inbound plans (decision 0063).
    number: 19,
    sql: releaseTables,
  },
  {
    // What customs has kept, without reading every order there ever was: it is asked at every scan.
    number: 20,
    sql: `CREATE INDEX customs_order_seized ON customs_order (statement) WHERE state = 'seized';`,
  },
  {
    // Rule drafts that several people write (decision 0074).
    number: 21,
    sql: draftTables,
  },
  {
    // What a large plan costs while it is stored (decision 0072): an entry item that is read from JSON for each row and each
    // revision of it, and looks at every line of a notice for those that wait.
    number: 22,
    sql: `
ALTER TABLE plan_line ADD COLUMN customs_entry TEXT;
ALTER TABLE plan_line ADD COLUMN entry_item TEXT;
DROP INDEX plan_line_entry;
UPDATE plan_line SET customs_entry = json ->> '$.customsEntry', entry_item = json ->> '$.entryItem';
CREATE INDEX plan_line_entry ON plan_line (customs_entry, entry_item);
CREATE INDEX plan_line_stopped ON plan_line (asn, CAST(line AS INTEGER), line, lot)
  WHERE closed_at IS NULL AND (verdict = 'hold' OR verdict = 'refuse' OR held = 1);
-- A plan's row holds all of its lines: what is asked of it besides is asked of an index.
CREATE INDEX plan_head ON plan (asn, revision, hash);
`,
  },
  {
    // What people said of other members' goods data (decision 0073).
    number: 23,
    sql: `
CREATE TABLE publisher_word (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 32), kind TEXT NOT NULL CHECK (kind IN ('trusted', 'untrusted')),
  publisher TEXT NOT NULL, t TEXT NOT NULL, badge TEXT NOT NULL, bytes BLOB NOT NULL CHECK (length(bytes) <= 65535)
) STRICT;
CREATE TRIGGER publisher_word_no_update BEFORE UPDATE ON publisher_word BEGIN SELECT RAISE(ABORT, 'words are never changed'); END;
CREATE TRIGGER publisher_word_no_delete BEFORE DELETE ON publisher_word BEGIN SELECT RAISE(ABORT, 'words are never removed'); END;
`,
  },
]
