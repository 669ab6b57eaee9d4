import { rmSync } from 'node:fs'
import { type Database, openDatabase } from '../../../platform/sqlite/open-database.ts'

/** "BMci": chunks on their way into a catalogue. */
const APPLICATION_ID = 0x42_4d_63_69

const migrations = [
  {
    number: 1,
    sql: 'CREATE TABLE chunk (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID;',
  },
]

/** How many chunks are put on disk at once: what a kill between two of these loses is fetched again. */
const KEPT_AT_ONCE = 64

/** Chunks that were fetched and not applied yet, beside the catalogue; each was checked before it was put here. */
export class IncomingChunks {
  readonly #file
  readonly #db: Database
  readonly #get
  readonly #put
  #waiting: (readonly [string, Uint8Array])[] = []

  constructor(file: string) {
    this.#file = file
    this.#db = openDatabase(file, { applicationId: APPLICATION_ID, migrations })
    this.#get = this.#db.prepare<[string], { bytes: Buffer }>('SELECT bytes FROM chunk WHERE sha256 = ?')
    this.#put = this.#db.prepare('INSERT OR IGNORE INTO chunk VALUES (?, ?)')
  }

  /** In raw deflate. */
  get(sha256: string): Uint8Array | null {
    return this.#get.get(sha256)?.bytes ?? this.#waiting.find(([known]) => known === sha256)?.[1] ?? null
  }

  put(sha256: string, deflated: Uint8Array): void {
    this.#waiting.push([sha256, deflated])
    if (this.#waiting.length >= KEPT_AT_ONCE) this.keep()
  }

  /** Puts on disk what waits. */
  keep(): void {
    const waiting = this.#waiting
    this.#waiting = []
    this.#db.transaction(() => {
      for (const [sha256, bytes] of waiting) this.#put.run(sha256, bytes)
    })()
  }

  close(): void {
    this.#db.close()
  }

  /** Closes and removes them: they are in the catalogue now. */
  remove(): void {
    this.#db.close()
    for (const end of ['', '-wal', '-shm']) rmSync(`${this.#file}${end}`, { force: true })
  }
}
