import type { Database } from '../../platform/sqlite/open-database.ts'

export interface Shift {
  readonly n: number
  readonly openedAt: string
  readonly openedBy: string
}

/** Shifts: one is open at most. */
export class Shifts {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  current(): Shift | null {
    return (
      this.#db
        .prepare<[], Shift>(
          'SELECT n, opened_at AS openedAt, opened_by AS openedBy FROM shift WHERE closed_at IS NULL',
        )
        .get() ?? null
    )
  }

  open(at: string, badge: string): number {
    return Number(
      this.#db.prepare('INSERT INTO shift (opened_at, opened_by) VALUES (?, ?)').run(at, badge)
        .lastInsertRowid,
    )
  }

  close(n: number, at: string): void {
    this.#db.prepare('UPDATE shift SET closed_at = ? WHERE n = ?').run(at, n)
  }
}
