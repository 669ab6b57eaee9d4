import type { LabelState } from '../../core/lifecycle/label-life.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'

/** Serials that are removed in one transaction, when an import comes to nothing. */
const REMOVED_AT_ONCE = 5_000

/** Why a serial cannot come in: it stands in a list already, in this one or another pool's, or was used for a label. */
export type SerialTaken = 'twice' | 'pooled' | 'used'

/** The lists of pools. */
export class PoolSerials {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  /** Adds serials of a pool that is coming in, from a place on; answers the first that cannot, and why. */
  add(pool: number, from: number, serials: readonly string[]): { at: number; why: SerialTaken } | null {
    const put = this.#db.prepare('INSERT OR IGNORE INTO pool_serial (pool, place, serial) VALUES (?, ?, ?)')
    const used = this.#db.prepare('SELECT 1 FROM label_job WHERE serial = ?')
    const listed = this.#db.prepare<[string], number>('SELECT pool FROM pool_serial WHERE serial = ?').pluck()
    for (const [at, serial] of serials.entries()) {
      if (used.get(serial) !== undefined) return { at, why: 'used' }
      if (put.run(pool, from + at, serial).changes === 0)
        return { at, why: listed.get(serial) === pool ? 'twice' : 'pooled' }
    }
    return null
  }

  /** Pools whose import was interrupted. */
  arriving(): number[] {
    return this.#db.prepare<[], number>('SELECT n FROM serial_authority WHERE whole_at IS NULL').pluck().all()
  }

  /** Removes a part of a pool that is coming in; true when nothing of it is left. */
  removeSome(pool: number): boolean {
    const { changes } = this.#db
      .prepare(
        'DELETE FROM pool_serial WHERE pool = ? AND place IN (SELECT place FROM pool_serial WHERE pool = ? ORDER BY place LIMIT ?)',
      )
      .run(pool, pool, REMOVED_AT_ONCE)
    if (changes === REMOVED_AT_ONCE) return false
    this.#db.prepare('DELETE FROM serial_authority WHERE n = ? AND whole_at IS NULL').run(pool)
    return true
  }

  /** How many labels under a right stand in each state. */
  statesOf(right: number): Map<LabelState, number> {
    const rows = this.#db
      .prepare<[number], { state: LabelState; c: number }>(
        'SELECT state, count(*) AS c FROM label_job WHERE authority = ? GROUP BY state',
      )
      .all(right)
    return new Map(rows.map(({ state, c }) => [state, c]))
  }
}
