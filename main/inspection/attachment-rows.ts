import type { Database } from '../../platform/sqlite/open-database.ts'

/** A report or photograph that came, by its hash; its bytes lie in a file of that name. */
export interface AttachmentRow {
  /** hex */
  readonly sha256: string
  readonly bytes: number
  readonly mediaType: string
  readonly cameAt: string
  readonly badge: string | null
}

type Row = Omit<AttachmentRow, 'sha256'> & { readonly sha256: Buffer }
const columns = 'sha256, bytes, media_type AS mediaType, came_at AS cameAt, badge'
const fromRow = (row: Row): AttachmentRow => ({ ...row, sha256: row.sha256.toString('hex') })

/** Which attachments are here. Written after the file is on disk. */
export class AttachmentRows {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  add({ sha256, bytes, mediaType, cameAt, badge }: AttachmentRow): void {
    this.#db
      .prepare(
        `INSERT INTO inspection_attachment (sha256, bytes, media_type, came_at, badge) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING`,
      )
      .run(Buffer.from(sha256, 'hex'), bytes, mediaType, cameAt, badge)
  }

  get(sha256: string): AttachmentRow | null {
    const row = this.#db
      .prepare<[Buffer], Row>(`SELECT ${columns} FROM inspection_attachment WHERE sha256 = ?`)
      .get(Buffer.from(sha256, 'hex'))
    return row ? fromRow(row) : null
  }

  /** How many there are, and their bytes. */
  total(): { readonly n: number; readonly bytes: number } {
    return (
      this.#db
        .prepare<[], { n: number; bytes: number }>(
          'SELECT count(*) AS n, coalesce(sum(bytes), 0) AS bytes FROM inspection_attachment',
        )
        .get() ?? { n: 0, bytes: 0 }
    )
  }
}
