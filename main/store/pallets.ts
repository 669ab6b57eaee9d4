import type { Database } from '../../platform/sqlite/open-database.ts'
import type { LineName } from './plans.ts'

export interface PackingPallet {
  readonly number: number
  readonly state: 'open' | 'closing' | 'closed' | 'emptied'
  /** Cases that it takes. */
  readonly capacity: number
  readonly sscc: string | null
  /** Place of the statement that it was built by, and of the one that it was taken apart by. */
  readonly statement: number | null
  readonly emptied: number | null
  /** The pallet whose cases went on on this one, under a new SSCC. */
  readonly repacks: number | null
  readonly cases: number
}

const query = `SELECT number, state, capacity, sscc, statement, emptied, repacks,
  (SELECT count(*) FROM pallet_case WHERE pallet_case.number = packing_pallet.number) AS cases FROM packing_pallet`

/** Pallets being built here, of cases by their SSCC: our own and those that came in. One is open at a time. */
export class Pallets {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  open(capacity: number, repacks: number | null): number {
    return Number(
      this.#db
        .prepare("INSERT INTO packing_pallet (state, capacity, repacks) VALUES ('open', ?, ?)")
        .run(capacity, repacks).lastInsertRowid,
    )
  }

  opened(): PackingPallet | null {
    return this.#db.prepare<[], PackingPallet>(`${query} WHERE state = 'open'`).get() ?? null
  }

  /** The one that was closed last. */
  newestClosed(): PackingPallet | null {
    return (
      this.#db
        .prepare<[], PackingPallet>(
          `${query} WHERE number = (SELECT number FROM packing_pallet WHERE state = 'closed' ORDER BY statement DESC LIMIT 1)`,
        )
        .get() ?? null
    )
  }

  all(): PackingPallet[] {
    return this.#db.prepare<[], PackingPallet>(`${query} ORDER BY number`).all()
  }

  /** The newest so many, in the order in which they were opened. */
  newest(limit: number): PackingPallet[] {
    return this.#db
      .prepare<[number], PackingPallet>(`${query} ORDER BY number DESC LIMIT ?`)
      .all(limit)
      .reverse()
  }

  bySscc(sscc: string): PackingPallet | null {
    return this.#db.prepare<[string], PackingPallet>(`${query} WHERE sscc = ?`).get(sscc) ?? null
  }

  put(number: number, sscc: string): void {
    this.#db
      .prepare(
        `INSERT INTO pallet_case (sscc, number, place)
         VALUES (@sscc, @number, (SELECT coalesce(max(place), 0) + 1 FROM pallet_case WHERE number = @number))`,
      )
      .run({ sscc, number })
  }

  takeOff(sscc: string): void {
    this.#db.prepare('DELETE FROM pallet_case WHERE sscc = ?').run(sscc)
  }

  /** The pallet that a case stands on, whoever packed it. */
  palletOf(sscc: string): PackingPallet | null {
    return (
      this.#db
        .prepare<[string], PackingPallet>(
          `${query} WHERE number = (SELECT number FROM pallet_case WHERE sscc = ?)`,
        )
        .get(sscc) ?? null
    )
  }

  /** SSCCs of the cases on a pallet, in the order they were put on. */
  contents(number: number): string[] {
    return this.#db
      .prepare<[number], string>('SELECT sscc FROM pallet_case WHERE number = ? ORDER BY place')
      .pluck()
      .all(number)
  }

  /**
   * How many units of which lines stand on a pallet in cases that were packed here, and how many cases of which lines that
   * were received whole, in the order in which the first of each came. Asked at every view: only what is in mixed cases is
   * looked up unit by unit.
   */
  linesOn(number: number): (LineName & { readonly units: number; readonly wholeCases: number })[] {
    return this.#db
      .prepare<[{ number: number }], LineName & { units: number; wholeCases: number }>(
        `SELECT asn, line, lot, sum(units) AS units, sum(whole) AS wholeCases FROM (
           SELECT o.place, c.asn, c.line, c.lot, (SELECT count(*) FROM case_unit AS u WHERE u.number = c.number) AS units, 0 AS whole, 0 AS job
             FROM pallet_case AS o JOIN packing_case AS c USING (sscc) WHERE o.number = @number AND c.scope = 'line'
           UNION ALL SELECT o.place, l.asn, l.line, l.lot, 1, 0, u.place
             FROM pallet_case AS o JOIN packing_case AS c USING (sscc) CROSS JOIN case_unit AS u ON u.number = c.number
             CROSS JOIN label_job AS l ON l.job = u.job WHERE o.number = @number AND c.scope <> 'line'
           UNION ALL SELECT o.place, s.asn, s.line, s.lot, 0, 1, 0
             FROM pallet_case AS o JOIN plan_sscc AS s USING (sscc) WHERE o.number = @number
               AND NOT EXISTS (SELECT 1 FROM packing_case AS c WHERE c.sscc = o.sscc)
         ) GROUP BY asn, line, lot ORDER BY min(place * 1000 + job)`,
      )
      .all({ number })
  }

  /** Removes an open pallet that nothing stands on. */
  drop(number: number): void {
    this.#db
      .prepare(
        "DELETE FROM packing_pallet WHERE number = ? AND state = 'open' AND NOT EXISTS (SELECT 1 FROM pallet_case WHERE pallet_case.number = packing_pallet.number)",
      )
      .run(number)
  }

  closing(number: number, sscc: string): void {
    this.#db
      .prepare("UPDATE packing_pallet SET state = 'closing', sscc = ? WHERE number = ?")
      .run(sscc, number)
  }

  closed(number: number, statement: number): void {
    this.#db
      .prepare("UPDATE packing_pallet SET state = 'closed', statement = ? WHERE number = ?")
      .run(statement, number)
  }

  /** Nothing stands on it any more, and its SSCC is spent. */
  emptied(number: number, statement: number): void {
    this.#db.prepare('DELETE FROM pallet_case WHERE number = ?').run(number)
    this.#db
      .prepare("UPDATE packing_pallet SET state = 'emptied', emptied = ? WHERE number = ?")
      .run(statement, number)
  }
}
