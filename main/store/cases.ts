import type { Database } from '../../platform/sqlite/open-database.ts'
import type { LineName } from './plans.ts'

export interface PackingCase extends LineName {
  readonly number: number
  readonly state: 'open' | 'closing' | 'closed'
  readonly capacity: number
  readonly sscc: string | null
  readonly units: number
}

const query = `SELECT number, asn, line, lot, state, capacity, sscc,
  (SELECT count(*) FROM case_unit WHERE case_unit.number = packing_case.number) AS units FROM packing_case`

/** Cases being packed here. One is open at a time; an SSCC is given once and kept. */
export class Cases {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  open(line: LineName, capacity: number): number {
    return Number(
      this.#db
        .prepare("INSERT INTO packing_case (asn, line, lot, state, capacity) VALUES (?, ?, ?, 'open', ?)")
        .run(line.asn, line.line, line.lot, capacity).lastInsertRowid,
    )
  }

  opened(): PackingCase | null {
    return this.#db.prepare<[], PackingCase>(`${query} WHERE state = 'open'`).get() ?? null
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

  bySscc(sscc: string): PackingCase | null {
    return this.#db.prepare<[string], PackingCase>(`${query} WHERE sscc = ?`).get(sscc) ?? null
  }

  put(number: number, job: number): void {
    this.#db.prepare('INSERT INTO case_unit (job, number) VALUES (?, ?)').run(job, number)
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
      .prepare<[number], { job: number }>('SELECT job FROM case_unit WHERE number = ? ORDER BY rowid')
      .all(number)
      .map((row) => row.job)
  }

  /** Removes an open case that nothing was put in. */
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
}
