import type { Database } from '../sqlite/open-database.ts'

/** One answered question, as it is counted. */
export interface Use {
  readonly day: string
  readonly caller: string
  readonly operation: string
  readonly status: number
  readonly lines: number
}

/** What one caller asked on one day. */
export interface CountedUse extends Use {
  readonly requests: number
}

/** Kinds of uses that wait in memory to be written. */
const WAITING_MAX = 1_000
/** Days that are told of. */
const DAYS_SHOWN = 31

/**
 * Who asked what and how much of it, by day: counted in memory and written every few seconds, so that a question costs no
 * write of its own. A kill loses the last seconds of it.
 */
export class Uses {
  readonly #db: Database
  readonly #waiting = new Map<string, CountedUse>()
  readonly #usedKeys = new Map<number, string>()

  constructor(db: Database) {
    this.#db = db
  }

  count(use: Use, key: { readonly n: number; readonly at: string } | null): void {
    const at = JSON.stringify([use.day, use.caller, use.operation, use.status])
    const before = this.#waiting.get(at)
    this.#waiting.set(at, {
      ...use,
      lines: use.lines + (before?.lines ?? 0),
      requests: 1 + (before?.requests ?? 0),
    })
    if (key) this.#usedKeys.set(key.n, key.at)
    if (this.#waiting.size >= WAITING_MAX) this.write()
  }

  /** Writes what was counted since. */
  write(): void {
    if (this.#waiting.size === 0) return
    const put = this.#db.prepare<[CountedUse]>(
      `INSERT INTO use (day, caller, operation, status, requests, lines) VALUES (@day, @caller, @operation, @status, @requests, @lines)
       ON CONFLICT DO UPDATE SET requests = requests + excluded.requests, lines = lines + excluded.lines`,
    )
    const used = this.#db.prepare('UPDATE api_key SET used_at = ? WHERE n = ?')
    this.#db
      .transaction(() => {
        for (const use of this.#waiting.values()) put.run(use)
        for (const [n, at] of this.#usedKeys) used.run(at, n)
      })
      .immediate()
    this.#waiting.clear()
    this.#usedKeys.clear()
  }

  /** The newest month of days on which somebody asked, the newest first. */
  recent(): CountedUse[] {
    return this.#db
      .prepare<[number], CountedUse>(
        `SELECT day, caller, operation, status, requests, lines FROM use
         WHERE day IN (SELECT DISTINCT day FROM use ORDER BY day DESC LIMIT ?)
         ORDER BY day DESC, caller, operation, status LIMIT 10000`,
      )
      .all(DAYS_SHOWN)
  }
}
