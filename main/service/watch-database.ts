import Sqlite from 'better-sqlite3'

/** From one look to the next while somebody waits. */
const LOOK_MS = 200

/**
 * Tells when another process has written to a SQLite file: SQLite counts that by itself (`PRAGMA data_version`), and asking costs
 * some microseconds. Nobody asks while nobody waits.
 */
export class WatchedDatabase {
  readonly #db
  readonly #listeners = new Set<() => void>()
  #timer: NodeJS.Timeout | null = null
  #seen: unknown

  constructor(file: string) {
    this.#db = new Sqlite(file, { readonly: true, fileMustExist: true })
    this.#seen = this.#version()
  }

  /** Calls back after each change. Returns what ends it. */
  watch(onChange: () => void): () => void {
    this.#listeners.add(onChange)
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS)
    return () => {
      this.#listeners.delete(onChange)
      if (this.#listeners.size > 0 || this.#timer === null) return
      clearInterval(this.#timer)
      this.#timer = null
    }
  }

  #look(): void {
    const version = this.#version()
    if (version === this.#seen) return
    this.#seen = version
    for (const listener of [...this.#listeners]) listener()
  }

  #version(): unknown {
    return this.#db.pragma('data_version', { simple: true })
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#listeners.clear()
    this.#db.close()
  }
}
