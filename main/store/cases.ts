import type { Database } from '../../platform/sqlite/open-database.ts'
import type { LineName } from './plans.ts'

/**
 * What a case may hold: units of its line only; of one notice and customs entry (mixed); of any, as a supervisor has
 * allowed.
 */
export type CaseScope = 'line' | 'entry' | 'any'

/** The line is the one it was opened at; a mixed case may hold none of its units. */
export interface PackingCase extends LineName {
  readonly number: number
  readonly state: 'open' | 'closing' | 'closed' | 'emptied'
  readonly scope: CaseScope
  /** Pseudonym of who let goods of several entries into it. */
  readonly allowedBy: string | null
  readonly capacity: number
  readonly sscc: string | null
  /** Place of the statement that it was packed by, and of the one that it was emptied by. */
  readonly statement: number | null
  readonly emptied: number | null
  /** The case whose units went on in this one, under a new SSCC. */
  readonly repacks: number | null
  readonly units: number
  /** The pallet it stands on. */
  readonly pallet: number | null
}

export type NewCase = LineName & Pick<PackingCase, 'capacity' | 'scope' | 'allowedBy' | 'repacks'>

const query = `SELECT number, asn, line, lot, state, scope, allowed_by AS allowedBy, capacity, sscc, statement, emptied, repacks,
  (SELECT count(*) FROM case_unit WHERE case_unit.number = packing_case.number) AS units,
  (SELECT number FROM pallet_case WHERE pallet_case.sscc = packing_case.sscc) AS pallet FROM packing_case`

/** Cases being packed here. One is open at a time; an SSCC is given once and kept. */
export class Cases {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  open(packed: NewCase): number {
    const { asn, line, lot, capacity, scope, allowedBy, repacks } = packed
    return Number(
      this.#db
        .prepare(
          `INSERT INTO packing_case (asn, line, lot, state, capacity, scope, allowed_by, repacks)
           VALUES (?, ?, ?, 'open', ?, ?, ?, ?)`,
        )
        .run(asn, line, lot, capacity, scope, allowedBy, repacks).lastInsertRowid,
    )
  }

  opened(): PackingCase | null {
    return this.#db.prepare<[], PackingCase>(`${query} WHERE state = 'open'`).get() ?? null
  }

  /** The one that was closed last. */
  newestClosed(): PackingCase | null {
    return (
      this.#db
        .prepare<[], PackingCase>(
          // What is in it is counted of the one that is found, and not of all that are sorted.
          `${query} WHERE number = (SELECT number FROM packing_case WHERE state = 'closed' ORDER BY statement DESC LIMIT 1)`,
        )
        .get() ?? null
    )
  }

  all(): PackingCase[] {
    return this.#db.prepare<[], PackingCase>(`${query} ORDER BY number`).all()
  }

  /** The newest so many, in the order in which they were opened. */
  newest(limit: number): PackingCase[] {
    return this.#db
      .prepare<[number], PackingCase>(`${query} ORDER BY number DESC LIMIT ?`)
      .all(limit)
      .reverse()
  }

  get(number: number): PackingCase | null {
    return this.#db.prepare<[number], PackingCase>(`${query} WHERE number = ?`).get(number) ?? null
  }

  bySscc(sscc: string): PackingCase | null {
    return this.#db.prepare<[string], PackingCase>(`${query} WHERE sscc = ?`).get(sscc) ?? null
  }

  put(number: number, job: number): void {
    this.#db
      .prepare(
        `INSERT INTO case_unit (job, number, place)
         VALUES (@job, @number, (SELECT coalesce(max(place), 0) + 1 FROM case_unit WHERE number = @number))`,
      )
      .run({ job, number })
  }

  takeOut(job: number): void {
    this.#db.prepare('DELETE FROM case_unit WHERE job = ?').run(job)
  }

  caseOf(job: number): PackingCase | null {
    return (
      this.#db
        .prepare<[number], PackingCase>(
          `${query} WHERE number = (SELECT number FROM case_unit WHERE job = ?)`,
        )
        .get(job) ?? null
    )
  }

  /** Jobs of the units in a case, in the order they were put in. */
  contents(number: number): number[] {
    return this.#db
      .prepare<[number], { job: number }>('SELECT job FROM case_unit WHERE number = ? ORDER BY place, job')
      .all(number)
      .map((row) => row.job)
  }

  /** The unit put in last: its job; null for a case that holds nothing. */
  lastIn(number: number): number | null {
    return (
      this.#db
        .prepare<[number], { job: number }>(
          'SELECT job FROM case_unit WHERE number = ? ORDER BY place DESC, job DESC LIMIT 1',
        )
        .get(number)?.job ?? null
    )
  }

  /** How many units of which lines are in a case, in the order of the first unit of each. */
  linesIn(number: number): (LineName & { readonly gtin: string; readonly units: number })[] {
    return this.#db
      .prepare<[number], LineName & { gtin: string; units: number }>(
        `SELECT asn, line, lot, gtin, count(*) AS units FROM case_unit JOIN label_job USING (job)
         WHERE number = ? GROUP BY asn, line, lot ORDER BY min(place), min(job)`,
      )
      .all(number)
  }

  /** Removes an open case that nothing is in. */
  drop(number: number): void {
    this.#db
      .prepare(
        "DELETE FROM packing_case WHERE number = ? AND state = 'open' AND NOT EXISTS (SELECT 1 FROM case_unit WHERE case_unit.number = packing_case.number)",
      )
      .run(number)
  }

  closing(number: number, sscc: string): void {
    this.#db.prepare("UPDATE packing_case SET state = 'closing', sscc = ? WHERE number = ?").run(sscc, number)
  }

  closed(number: number, statement: number): void {
    this.#db
      .prepare("UPDATE packing_case SET state = 'closed', statement = ? WHERE number = ?")
      .run(statement, number)
  }

  /** Nothing is in it any more, and its SSCC is spent. */
  emptied(number: number, statement: number): void {
    this.#db.prepare('DELETE FROM case_unit WHERE number = ?').run(number)
    this.#db
      .prepare("UPDATE packing_case SET state = 'emptied', emptied = ? WHERE number = ?")
      .run(statement, number)
  }
}
