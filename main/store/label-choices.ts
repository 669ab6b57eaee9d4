import type { Database } from '../../platform/sqlite/open-database.ts'
import type { ChangedBy } from './device-settings.ts'

/** What was chosen for labels, by a name each: every change is kept, the newest counts. */
export class LabelChoices {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  get(name: string): string | null {
    return (
      this.#db
        .prepare<[string], string>('SELECT value FROM label_choice WHERE name = ? ORDER BY n DESC LIMIT 1')
        .pluck()
        .get(name) ?? null
    )
  }

  put(name: string, value: string, { badge, t }: ChangedBy): void {
    this.#db
      .prepare('INSERT INTO label_choice (name, value, t, badge) VALUES (?, ?, ?, ?)')
      .run(name, value, t, badge)
  }
}
