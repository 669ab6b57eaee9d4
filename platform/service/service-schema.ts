import type { Migration } from '../sqlite/migrate.ts'

/** "BMds": what a decision service keeps for itself. */
export const SERVICE_APPLICATION_ID = 0x42_4d_64_73

/**
 * A file of its own beside a station's database or a ledger's log: neither of them ever waits for a caller. All of it is
 * durable in its own right: `api_key` and `webhook` are what people chose, `kept_answer` is a promise for a day, `use` tells who
 * asked how much. Nothing else follows from it.
 */
export const serviceMigrations: readonly Migration[] = [
  {
    number: 1,
    sql: `
CREATE TABLE api_key (
  n INTEGER PRIMARY KEY, name TEXT NOT NULL, scopes TEXT NOT NULL,
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  made_at TEXT NOT NULL, ends_at TEXT, revoked_at TEXT, used_at TEXT
) STRICT;
CREATE INDEX api_key_name ON api_key (name, n);
CREATE TRIGGER api_key_said_once BEFORE UPDATE OF n, name, scopes, hash, made_at ON api_key
  BEGIN SELECT RAISE(ABORT, 'a key is never changed'); END;
CREATE TRIGGER api_key_revoked_once BEFORE UPDATE OF revoked_at ON api_key WHEN OLD.revoked_at IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'a revoked key stays revoked'); END;
CREATE TRIGGER api_key_no_delete BEFORE DELETE ON api_key BEGIN SELECT RAISE(ABORT, 'keys are never removed'); END;

CREATE TABLE kept_answer (
  caller TEXT NOT NULL, key TEXT NOT NULL,
  request BLOB NOT NULL CHECK (length(request) = 32),
  at_ms INTEGER NOT NULL,
  run TEXT,
  status INTEGER, language TEXT, body BLOB,
  PRIMARY KEY (caller, key),
  CHECK ((status IS NULL) = (body IS NULL)), CHECK ((status IS NULL) = (run IS NOT NULL))
) STRICT;
CREATE INDEX kept_answer_age ON kept_answer (at_ms);

CREATE TABLE use (
  day TEXT NOT NULL, caller TEXT NOT NULL, operation TEXT NOT NULL, status INTEGER NOT NULL,
  requests INTEGER NOT NULL CHECK (requests > 0), lines INTEGER NOT NULL CHECK (lines >= 0),
  PRIMARY KEY (day, caller, operation, status)
) STRICT, WITHOUT ROWID;

CREATE TABLE webhook (
  n INTEGER PRIMARY KEY, url TEXT NOT NULL, secret TEXT NOT NULL, allow_private INTEGER NOT NULL CHECK (allow_private IN (0, 1)),
  made_at TEXT NOT NULL, removed_at TEXT,
  taken TEXT NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0, failing_since TEXT, said TEXT, dead INTEGER NOT NULL DEFAULT 0 CHECK (dead IN (0, 1)), delivered_at TEXT
) STRICT;
CREATE TRIGGER webhook_said_once BEFORE UPDATE OF n, url, secret, allow_private, made_at ON webhook
  BEGIN SELECT RAISE(ABORT, 'a webhook is never changed'); END;
CREATE TRIGGER webhook_no_delete BEFORE DELETE ON webhook BEGIN SELECT RAISE(ABORT, 'webhooks are never removed'); END;
`,
  },
  {
    // How much is kept for a caller, without reading through what is kept.
    number: 2,
    sql: 'CREATE INDEX kept_answer_size ON kept_answer (caller, length(body));',
  },
]
