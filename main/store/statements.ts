import type { Database } from '../../platform/sqlite/open-database.ts'

/** A statement as it lies in the store: its bytes, and the columns it can be found by. */
export interface StoredStatement {
  readonly n: number
  readonly id: string
  readonly kid: string
  readonly seq: number | null
  readonly contentType: string
  readonly subject: string
  readonly t: string
  readonly batch: number
  readonly bytes: Uint8Array
}

interface Row extends Omit<StoredStatement, 'id' | 'kid' | 'bytes'> {
  id: Buffer
  kid: Buffer
  bytes: Buffer
}

const columns = 'n, id, kid, seq, content_type AS contentType, subject, t, batch, bytes'

const fromRow = (row: Row): StoredStatement => ({
  ...row,
  id: row.id.toString('hex'),
  kid: row.kid.toString('hex'),
  bytes: new Uint8Array(row.bytes),
})

/** The signed evidence, append-only: triggers refuse every change and removal. */
export class Statements {
  readonly #insert
  readonly #insertEpc
  readonly #head
  readonly #byN
  readonly #byId
  readonly #byEpc
  readonly #ofBatch
  readonly #counts

  constructor(db: Database) {
    this.#insert = db.prepare(
      'INSERT INTO statement (id, kid, seq, content_type, subject, t, batch, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    this.#insertEpc = db.prepare('INSERT OR IGNORE INTO epc (epc, statement) VALUES (?, ?)')
    this.#head = db.prepare<[Buffer], { id: Buffer; seq: number }>(
      'SELECT id, seq FROM statement WHERE kid = ? AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1',
    )
    this.#byN = db.prepare<[number], Row>(`SELECT ${columns} FROM statement WHERE n = ?`)
    this.#byId = db.prepare<[Buffer], Row>(`SELECT ${columns} FROM statement WHERE id = ?`)
    this.#byEpc = db.prepare<[string], Row>(
      `SELECT ${columns} FROM statement WHERE n IN (SELECT statement FROM epc WHERE epc = ?) ORDER BY n`,
    )
    this.#ofBatch = db.prepare<[number], Row>(`SELECT ${columns} FROM statement WHERE batch = ? ORDER BY n`)
    this.#counts = db.prepare<[], { statements: number; receipts: number; oldest: string | null }>(
      `SELECT (SELECT count(*) FROM statement) AS statements, (SELECT count(*) FROM receipt) AS receipts,
        (SELECT t FROM statement s LEFT JOIN receipt r ON r.statement = s.n WHERE r.statement IS NULL ORDER BY s.n LIMIT 1) AS oldest`,
    )
  }

  /** Appends one statement; `epcs` are the identities it can later be found by. Returns its place. */
  append(statement: Omit<StoredStatement, 'n'>, epcs: readonly string[]): number {
    const { id, kid, seq, contentType, subject, t, batch, bytes } = statement
    const n = Number(
      this.#insert.run(
        Buffer.from(id, 'hex'),
        Buffer.from(kid, 'hex'),
        seq,
        contentType,
        subject,
        t,
        batch,
        bytes,
      ).lastInsertRowid,
    )
    for (const epc of epcs) this.#insertEpc.run(epc, n)
    return n
  }

  /** The chain's last link of one key, or null for a key that has stated nothing. */
  head(kid: string): { id: string; seq: number } | null {
    const row = this.#head.get(Buffer.from(kid, 'hex'))
    return row ? { id: row.id.toString('hex'), seq: row.seq } : null
  }

  get(n: number): StoredStatement | null {
    const row = this.#byN.get(n)
    return row ? fromRow(row) : null
  }

  withId(id: string): StoredStatement | null {
    const row = this.#byId.get(Buffer.from(id, 'hex'))
    return row ? fromRow(row) : null
  }

  about(epc: string): StoredStatement[] {
    return this.#byEpc.all(epc).map(fromRow)
  }

  ofBatch(batch: number): StoredStatement[] {
    return this.#ofBatch.all(batch).map(fromRow)
  }

  counts(): { statements: number; receipts: number; oldest: string | null } {
    return this.#counts.get() ?? { statements: 0, receipts: 0, oldest: null }
  }
}
