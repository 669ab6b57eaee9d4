import type { Database } from '../../platform/sqlite/open-database.ts'
import { hasBegun, type LineName } from './plans.ts'

/** A plan that was read and decided beside the station, in a file of its own: what is to be taken, and nothing of it yet. */
export const incomingSchema = `
CREATE TABLE asn (asn TEXT PRIMARY KEY, revision INTEGER NOT NULL, hash TEXT NOT NULL, json TEXT NOT NULL,
  seller TEXT NOT NULL, seller_before TEXT, lines INTEGER NOT NULL) STRICT;
CREATE TABLE line (asn TEXT NOT NULL, line TEXT NOT NULL, lot TEXT NOT NULL, gtin TEXT NOT NULL, json TEXT NOT NULL,
  planned INTEGER NOT NULL, verdict TEXT NOT NULL, decision TEXT NOT NULL, decision_hash TEXT NOT NULL, row INTEGER NOT NULL,
  PRIMARY KEY (asn, line, lot)) STRICT;
CREATE TABLE line_before (asn TEXT NOT NULL, line TEXT NOT NULL, lot TEXT NOT NULL, PRIMARY KEY (asn, line, lot)) STRICT, WITHOUT ROWID;
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

export interface IncomingLine {
  readonly json: string
  readonly row: number
  readonly planned: number
}

const sameLine = 'i.asn = plan_line.asn AND i.line = plan_line.line AND i.lot = plan_line.lot'

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
          'SELECT json, row, planned FROM incoming.line WHERE asn = ? AND line = ? AND lot = ?',
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

  /** Takes out what the file no longer says of lines on which nothing has happened, and SSCCs that were not received. */
  clearUntouched(ruleSet: string): void {
    this.#db
      .prepare(
        `DELETE FROM plan_line WHERE asn IN (SELECT asn FROM incoming.asn WHERE revision > 1) AND NOT ${hasBegun}
         AND NOT EXISTS (SELECT 1 FROM incoming.line AS i WHERE ${sameLine} AND i.json = plan_line.json
           AND i.decision_hash = plan_line.decision_hash AND plan_line.rule_set = ?)`,
      )
      .run(ruleSet)
    this.#db
      .prepare(
        'DELETE FROM plan_sscc WHERE received IS NULL AND asn IN (SELECT asn FROM incoming.asn WHERE revision > 1)',
      )
      .run()
  }

  /** Puts in the revisions, and every line that is not there any more or not yet. */
  putIn(ruleSet: string, takenAt: string): void {
    this.#db
      .prepare(
        'INSERT INTO plan (asn, revision, hash, json, taken_at) SELECT asn, revision, hash, json, ? FROM incoming.asn',
      )
      .run(takenAt)
    this.#db
      .prepare(
        `INSERT INTO plan_line (asn, line, lot, gtin, json, planned, verdict, decision, decision_hash, rule_set)
         SELECT asn, line, lot, gtin, json, planned, verdict, decision, decision_hash, ? FROM incoming.line AS i
         WHERE NOT EXISTS (SELECT 1 FROM plan_line WHERE ${sameLine})`,
      )
      .run(ruleSet)
    this.#db.exec(
      'INSERT OR IGNORE INTO plan_sscc (sscc, asn, line, lot) SELECT sscc, asn, line, lot FROM incoming.sscc',
    )
  }
}
