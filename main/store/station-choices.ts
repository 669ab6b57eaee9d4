import type { Database } from '../../platform/sqlite/open-database.ts'

export type ChoiceName = 'label-order'

/** What supervisors have chosen for this station: changes are only added, and the newest of a name counts. */
export class StationChoices {
  readonly #newest
  readonly #db

  constructor(db: Database) {
    this.#db = db
    this.#newest = db
      .prepare<[string], string>('SELECT value FROM station_choice WHERE name = ? ORDER BY n DESC LIMIT 1')
      .pluck()
  }

  get(name: ChoiceName): string | null {
    return this.#newest.get(name) ?? null
  }

  /** `badge`: of the supervisor who answers for it. */
  set(name: ChoiceName, value: string, t: string, badge: string): void {
    this.#db
      .prepare('INSERT INTO station_choice (name, value, t, badge) VALUES (?, ?, ?, ?)')
      .run(name, value, t, badge)
  }
}
