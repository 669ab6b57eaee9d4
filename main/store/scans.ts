import type { Database } from '../../platform/sqlite/open-database.ts'

export interface ScanEntry {
  readonly n: number
  readonly t: string
  readonly device: string
  readonly text: string
  readonly kind: string
  /** JSON of `{code, detail}`. */
  readonly sentence: string
}

/** What was scanned or done and what the station answered: the operator's "last five", and the log of refusals. */
export class Scans {
  readonly #insert
  readonly #newest

  constructor(db: Database) {
    this.#insert = db.prepare(
      'INSERT INTO scan (t, device, text, kind, sentence) VALUES (@t, @device, @text, @kind, @sentence)',
    )
    this.#newest = db.prepare<[number], ScanEntry>(
      'SELECT n, t, device, text, kind, sentence FROM scan ORDER BY n DESC LIMIT ?',
    )
  }

  /** Its place in the log. */
  add(entry: Omit<ScanEntry, 'n'>): number {
    return Number(this.#insert.run(entry).lastInsertRowid)
  }

  newest(limit: number): ScanEntry[] {
    return this.#newest.all(limit)
  }
}
