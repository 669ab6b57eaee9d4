import type { SwitchingState } from '../../core/sampling/switching-state.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'

/** Whose lots are sampled by one history: a product of a maker under one plan of the rules (ISO 2859-1, 9.3). */
export interface SwitchingKey {
  readonly gtin: string
  readonly manufacturer: string
  readonly rule: string
}

/** A step of a switching history. `cause`: id of the task that was concluded, or what a supervisor approved. */
export interface SwitchingRow extends SwitchingKey {
  readonly n: number
  readonly t: string
  readonly cause: string
  readonly json: string
  readonly statement: number
  readonly badge: string | null
  readonly signed: Uint8Array | null
}

/** How severely the next lot is sampled, as decisions are handed it. */
export interface SeverityOfGoods extends SwitchingKey {
  readonly severity: 'normal' | 'tightened' | 'reduced'
  readonly discontinued: boolean
}

/** Where the switching of a product of a maker stands under a rule; null while no lot of it was concluded. */
export function switchingOf(db: Database, key: SwitchingKey): SeverityOfGoods | null {
  const row = new SwitchingRows(db).newest(key)
  if (row === null) return null
  const { inspection } = (JSON.parse(row.json) as { state: Pick<SwitchingState, 'inspection'> }).state
  // Whoever resumes begins under tightened inspection (ISO 2859-1, 9.4).
  const severity = inspection === 'discontinued' ? 'tightened' : inspection
  return { ...key, severity, discontinued: inspection === 'discontinued' }
}

const columns = 'n, gtin, manufacturer, rule, t, cause, json, statement, badge, signed'

/** Switching histories: each row is the state after a lot, or after a supervisor's approval. Implied by statements. */
export class SwitchingRows {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  add(row: Omit<SwitchingRow, 'n'>): void {
    this.#db
      .prepare(
        `INSERT INTO inspection_switching (gtin, manufacturer, rule, t, cause, json, statement, badge, signed)
         VALUES (@gtin, @manufacturer, @rule, @t, @cause, @json, @statement, @badge, @signed)`,
      )
      .run({ ...row, signed: row.signed && Buffer.from(row.signed) })
  }

  of(key: SwitchingKey): SeverityOfGoods | null {
    return switchingOf(this.#db, key)
  }

  newest({ gtin, manufacturer, rule }: SwitchingKey): SwitchingRow | null {
    return (
      this.#db
        .prepare<[string, string, string], SwitchingRow>(
          `SELECT ${columns} FROM inspection_switching WHERE gtin = ? AND manufacturer = ? AND rule = ? ORDER BY n DESC LIMIT 1`,
        )
        .get(gtin, manufacturer, rule) ?? null
    )
  }

  /** The newest row of each history, the newest first. */
  histories(limit: number): SwitchingRow[] {
    return this.#db
      .prepare<[number], SwitchingRow>(
        `SELECT ${columns} FROM inspection_switching AS s WHERE n = (SELECT max(n) FROM inspection_switching
           WHERE gtin = s.gtin AND manufacturer = s.manufacturer AND rule = s.rule) ORDER BY n DESC LIMIT ?`,
      )
      .all(limit)
  }
}
