import Sqlite from 'better-sqlite3'
import { lineKey } from '../../core/plan/asn.ts'

/** A line of a notice as the station has it while a plan is prepared. */
export interface KnownLine {
  readonly line: string
  readonly lot: string
  readonly gtin: string
  readonly customsEntry: string | null
  readonly entryItem: string | null
  readonly json: string
  readonly decisionHash: string
  readonly ruleSet: string
}

/**
 * Lines of a notice by their key, read over a connection of its own. Which lines there are is changed by imports alone, one at a
 * time, so it holds until this import is stored. What is decided of them may change before; the newer decision then stays.
 */
export function linesNow(database: string, asn: string): Map<string, KnownLine> {
  const db = new Sqlite(database, { readonly: true, fileMustExist: true })
  try {
    const lines = db
      .prepare<[string], KnownLine>(
        `SELECT line, lot, gtin, customs_entry AS customsEntry, entry_item AS entryItem, json, decision_hash AS decisionHash,
           rule_set AS ruleSet FROM plan_line WHERE asn = ?`,
      )
      .all(asn)
    return new Map(lines.map((line) => [lineKey(line), line]))
  } finally {
    db.close()
  }
}
