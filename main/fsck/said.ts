import type { BondedSaid } from './bonded-said.ts'
import type { StationFile } from './open-station-file.ts'

/** What a statement said, as far as other tables must agree with it. */
export type Step =
  | 'placed'
  | 'commissioned'
  | 'decommissioned'
  | 'voided'
  | 'packed'
  | 'unpacked'
  | 'held'
  | 'shift-opened'
  | 'shift-opened-by'
  | 'shift-closed'
  | 'line-closed'
  | 'plan-accepted'

/** Names an inbound line, or goods of a notice, in one text. */
export const keyOfParts = (...parts: readonly (string | number)[]): string => JSON.stringify(parts)

/**
 * What the statements said, kept in temporary tables while the file is read, for the comparison with the tables that
 * hold the same facts in another form. The index is copied by statement: its own key begins with the EPC.
 */
export class Said {
  readonly #say
  readonly #receive
  readonly #indexed
  readonly #putIn
  readonly #bonded
  readonly #takeOut

  constructor(db: StationFile) {
    db.exec(`
CREATE TEMP TABLE indexed AS SELECT statement, epc FROM main.epc ORDER BY statement;
CREATE INDEX temp.indexed_statement ON indexed (statement);
CREATE TEMP TABLE said (step TEXT NOT NULL, key TEXT NOT NULL, statement INTEGER NOT NULL, t TEXT NOT NULL);
CREATE INDEX temp.said_key ON said (key, step);
CREATE TEMP TABLE inside (parent TEXT NOT NULL, child TEXT NOT NULL, PRIMARY KEY (parent, child)) WITHOUT ROWID;
CREATE TEMP TABLE bonded_said (n INTEGER PRIMARY KEY, what TEXT NOT NULL, payload TEXT NOT NULL);
CREATE TEMP TABLE received (asn TEXT NOT NULL, gtin TEXT NOT NULL, lot TEXT NOT NULL, units INTEGER NOT NULL, PRIMARY KEY (asn, gtin, lot));
`)
    this.#say = db.prepare('INSERT INTO temp.said (step, key, statement, t) VALUES (?, ?, ?, ?)')
    this.#receive = db.prepare(
      'INSERT INTO temp.received VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET units = units + excluded.units',
    )
    this.#putIn = db.prepare('INSERT OR IGNORE INTO temp.inside VALUES (?, ?)')
    this.#bonded = db.prepare('INSERT INTO temp.bonded_said VALUES (?, ?, ?)')
    this.#takeOut = db.prepare('DELETE FROM temp.inside WHERE parent = ? AND child = ?')
    this.#indexed = db
      .prepare<[number], string>('SELECT epc FROM temp.indexed WHERE statement = ? ORDER BY epc')
      .pluck()
  }

  say(step: Step, key: string, statement: number, t: string): void {
    this.#say.run(step, key, statement, t)
  }

  receive(asn: string, gtin: string, lot: string, units: number): void {
    this.#receive.run(asn, gtin, lot, units)
  }

  /** A statement of goods under supervision, for the check of their accounts. */
  bonded({ n, what, payload }: BondedSaid): void {
    this.#bonded.run(n, what, JSON.stringify(payload))
  }

  /** What is in a case or on a pallet after all that was stated so far. */
  putIn(parent: string, children: readonly string[]): void {
    for (const child of children) this.#putIn.run(parent, child)
  }

  takeOut(parent: string, children: readonly string[]): void {
    for (const child of children) this.#takeOut.run(parent, child)
  }

  /** The EPCs that a statement is listed under. */
  indexed(statement: number): string[] {
    return this.#indexed.all(statement)
  }
}
