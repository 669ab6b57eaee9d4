import type { Migration } from '../../../platform/sqlite/migrate.ts'
import { asDatabaseFailure, openDatabase } from '../../../platform/sqlite/open-database.ts'

/** SQLite's application_id of a ledger's checks of scratch codes: "BMCK". */
export const CHECKS_APPLICATION_ID = 0x424d434b

export const checksMigrations: readonly Migration[] = [
  {
    number: 1,
    sql: `
-- When the scratch code that a statement commits to was first found right here. No address, no code, no later check.
CREATE TABLE first_check (
  statement BLOB PRIMARY KEY CHECK (length(statement) = 32),
  at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER first_checks_are_kept BEFORE DELETE ON first_check BEGIN SELECT RAISE(ABORT, 'a first check stays'); END;
CREATE TRIGGER first_checks_are_final BEFORE UPDATE ON first_check BEGIN SELECT RAISE(ABORT, 'a first check stays'); END;`,
  },
]

/** First right checks of scratch codes, durable before anybody is told. */
export interface FirstChecks {
  /**
   * When the code that this statement (hex id) commits to was first found right: now, if never before. Of two at once one is
   * first. Throws `disk-full` and what `asDatabaseFailure` makes of other failures.
   */
  note(statement: string, nowMs: number): { readonly firstMs: number; readonly isFirst: boolean }
  close(): void
}

/** Opens the checks in `file`, made when absent. Throws what `openDatabase` throws. */
export function openFirstChecks(file: string): FirstChecks {
  const db = openDatabase(file, { applicationId: CHECKS_APPLICATION_ID, migrations: checksMigrations })
  const insert = db.prepare<[Buffer, number]>(
    'INSERT INTO first_check (statement, at_ms) VALUES (?, ?) ON CONFLICT DO NOTHING',
  )
  const select = db.prepare<[Buffer], number>('SELECT at_ms FROM first_check WHERE statement = ?').pluck()
  return {
    note(statement, nowMs) {
      const id = Buffer.from(statement, 'hex')
      try {
        const isFirst = insert.run(id, nowMs).changes === 1
        return { firstMs: select.get(id) ?? nowMs, isFirst }
      } catch (error) {
        throw asDatabaseFailure(error, file)
      }
    },
    close: () => db.close(),
  }
}
