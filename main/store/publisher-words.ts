import type { Database } from '../../platform/sqlite/open-database.ts'

/** What a person said of another member's goods data, signed by a key of their own. */
export interface PublisherRow {
  /** Hex statement id. */
  readonly id: string
  readonly kind: 'trusted' | 'untrusted'
  readonly publisher: string
  /** RFC 3339 */
  readonly t: string
  readonly badge: string
  readonly bytes: Uint8Array
}

/** People's words on publishers, oldest first. Only added. */
export class PublisherWords {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  all(): PublisherRow[] {
    return this.#db
      .prepare<[], PublisherRow>(
        'SELECT lower(hex(id)) AS id, kind, publisher, t, badge, bytes FROM publisher_word ORDER BY n',
      )
      .all()
  }

  /** Call it inside a store transaction. */
  say(row: PublisherRow): void {
    this.#db
      .prepare(
        'INSERT INTO publisher_word (id, kind, publisher, t, badge, bytes) VALUES (@id, @kind, @publisher, @t, @badge, @bytes)',
      )
      .run({ ...row, id: Buffer.from(row.id, 'hex'), bytes: Buffer.from(row.bytes) })
  }
}
