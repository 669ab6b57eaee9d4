import type { Database } from '../../platform/sqlite/open-database.ts'

/** Named JSON values: the sign-on state, counters, and how far a replay has come. */
export class Settings {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  get<T>(name: string): T | null {
    const row = this.#db
      .prepare<[string], { value: string }>('SELECT value FROM setting WHERE name = ?')
      .get(name)
    return row ? (JSON.parse(row.value) as T) : null
  }

  set(name: string, value: unknown): void {
    this.#db
      .prepare(
        'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
      )
      .run(name, JSON.stringify(value))
  }

  replayed<T>(script: string): { line: number; state: T } | null {
    const row = this.#db
      .prepare<[string], { line: number; state: string }>('SELECT line, state FROM replay WHERE script = ?')
      .get(script)
    return row ? { line: row.line, state: JSON.parse(row.state) as T } : null
  }

  /** How far (Unix ms) recordings have brought this workspace's time; null when none was replayed. */
  replayedUntil(): number | null {
    return (
      this.#db
        .prepare<[], number | null>("SELECT max(json_extract(state, '$.clockMs')) FROM replay")
        .pluck()
        .get() ?? null
    )
  }

  setReplayed(script: string, line: number, state: unknown): void {
    this.#db
      .prepare(
        'INSERT INTO replay (script, line, state) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET line = excluded.line, state = excluded.state',
      )
      .run(script, line, JSON.stringify(state))
  }
}
