import type { Database } from '../../platform/sqlite/open-database.ts'

/** A batch that was copied to a file of its own: where the file was put, and what it was then. */
export interface Archived {
  readonly batch: number
  readonly file: string
  /** hex, of the whole file */
  readonly sha256: string
  readonly bytes: number
  readonly at: string
}

/** Which batches were archived last where. Nothing follows from it for the statements: they stay. */
export class Archives {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  put(archived: Archived): void {
    this.#db
      .prepare(
        'INSERT OR REPLACE INTO archive (batch, file, sha256, bytes, at) VALUES (@batch, @file, @sha256, @bytes, @at)',
      )
      .run(archived)
  }

  all(): Archived[] {
    return this.#db
      .prepare<[], Archived>('SELECT batch, file, sha256, bytes, at FROM archive ORDER BY batch')
      .all()
  }
}
