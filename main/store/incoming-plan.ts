import type { Database } from '../../platform/sqlite/open-database.ts'
import { hasBegun, type LineName, type LineRevision } from './plans.ts'

/**
 * A plan that was read and decided beside the station, in a file of its own: what is to be taken, and nothing of it yet. The long
 * texts stand last in their rows, so that what is asked of them does not read through those.
 */
export const incomingSchema = `
CREATE TABLE asn (asn TEXT PRIMARY KEY, revision INTEGER NOT NULL, hash TEXT NOT NULL, seller TEXT NOT NULL, seller_before TEXT,
  lines INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
CREATE TABLE line (asn TEXT NOT NULL, line TEXT NOT NULL, lot TEXT NOT NULL, gtin TEXT NOT NULL,
  customs_entry TEXT NOT NULL, entry_item TEXT NOT NULL, planned INTEGER NOT NULL, verdict TEXT NOT NULL,
  decision_hash TEXT NOT NULL, row INTEGER NOT NULL, same INTEGER NOT NULL CHECK (same IN (0, 1)), json TEXT NOT NULL, decision TEXT NOT NULL,
  PRIMARY KEY (asn, line, lot)) STRICT;
CREATE TABLE line_before (asn TEXT NOT NULL, line TEXT NOT NULL, lot TEXT NOT NULL, PRIMARY KEY (asn, line, lot)) STRICT, WITHOUT ROWID;
CREATE TABLE line_gone (asn TEXT NOT NULL, line TEXT NOT NULL, lot TEXT NOT NULL, PRIMARY KEY (asn, line, lot)) STRICT, WITHOUT ROWID;
CREATE TABLE sscc (sscc TEXT PRIMARY KEY, asn TEXT NOT NULL, line TEXT NOT NULL, lot TEXT NOT NULL, row INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`

/** An ASN of the file that is not what the station has. */
export interface IncomingAsn {
  readonly asn: string
  readonly revision: number
  readonly hash: string
  readonly seller: string
  /** Of the revision that counts now; null when there is none. */
  readonly sellerBefore: string | null
  readonly lines: number
}

export interface IncomingLine extends LineRevision {
  readonly row: number
}

/** The plan that is attached as `incoming`: SQLite copies it, so that no row of it passes through the station's thread. */
export class IncomingPlan {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  asns(): IncomingAsn[] {
    return this.#db
      .prepare<[], IncomingAsn>(
        'SELECT asn, revision, hash, seller, seller_before AS sellerBefore, lines FROM incoming.asn ORDER BY rowid',
      )
      .all()
  }

  line(name: LineName): IncomingLine | null {
    return (
      this.#db
        .prepare<[string, string, string], IncomingLine>(
          `SELECT json, row, planned, customs_entry AS customsEntry, entry_item AS entryItem
           FROM incoming.line WHERE asn = ? AND line = ? AND lot = ?`,
        )
        .get(name.asn, name.line, name.lot) ?? null
    )
  }

  /** Whether the revision that counts now announces the line. */
  wasAnnounced(name: LineName): boolean {
    return (
      this.#db
        .prepare('SELECT 1 FROM incoming.line_before WHERE asn = ? AND line = ? AND lot = ?')
        .get(name.asn, name.line, name.lot) !== undefined
    )
  }

  /** SSCCs that another notice has announced which the file does not revise, or whose case is received. */
  ssccsTaken(): { readonly sscc: string; readonly row: number; readonly received: number | null }[] {
    return this.#db
      .prepare<[], { sscc: string; row: number; received: number | null }>(
        `SELECT i.sscc, i.row, p.received FROM incoming.sscc AS i JOIN main.plan_sscc AS p ON p.sscc = i.sscc
         WHERE p.asn <> i.asn AND (p.received IS NOT NULL OR p.asn NOT IN (SELECT asn FROM incoming.asn)) ORDER BY i.row, i.sscc`,
      )
      .all()
  }

  /**
   * Takes out lines that the file no longer says, or names as other goods, and on which nothing has happened; and SSCCs that were
   * not received.
   */
  clearUntouched(): void {
    this.#db.exec(
      `DELETE FROM plan_line WHERE (asn, line, lot) IN (SELECT asn, line, lot FROM incoming.line_gone) AND NOT ${hasBegun}`,
    )
    this.#db.exec(
      `DELETE FROM plan_sscc WHERE received IS NULL AND asn IN (SELECT asn FROM incoming.asn WHERE revision > 1) AND NOT EXISTS
         (SELECT 1 FROM incoming.sscc AS i WHERE i.sscc = plan_sscc.sscc
           AND i.asn = plan_sscc.asn AND i.line = plan_sscc.line AND i.lot = plan_sscc.lot)`,
    )
  }

  /**
   * Puts in the revisions, every line that is not there yet, and what the file says anew of one on which nothing has happened: in
   * its place, so that only those indexes are written that go by what has changed.
   */
  putIn(ruleSet: string, takenAt: string): void {
    this.#db
      .prepare(
        'INSERT INTO plan (asn, revision, hash, json, taken_at) SELECT asn, revision, hash, json, ? FROM incoming.asn',
      )
      .run(takenAt)
    this.#db
      .prepare(
        `INSERT INTO plan_line (asn, line, lot, gtin, customs_entry, entry_item, json, planned, verdict, decision, decision_hash, rule_set)
         SELECT asn, line, lot, gtin, customs_entry, entry_item, json, planned, verdict, decision, decision_hash, ?
         FROM incoming.line AS i WHERE i.same = 0
         ON CONFLICT (asn, line, lot) DO UPDATE SET json = excluded.json, planned = excluded.planned, verdict = excluded.verdict,
           decision = excluded.decision, decision_hash = excluded.decision_hash, rule_set = excluded.rule_set WHERE NOT ${hasBegun}`,
      )
      .run(ruleSet)
    this.#db.exec(
      'INSERT OR IGNORE INTO plan_sscc (sscc, asn, line, lot) SELECT sscc, asn, line, lot FROM incoming.sscc',
    )
  }
}
