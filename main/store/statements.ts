import type { Fact } from '../../core/trace/stated-facts.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'
import { FactIndex } from './fact-index.ts'

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
  readonly facts: FactIndex
  readonly #insert
  readonly #insertEpc
  readonly #head
  readonly #lastTime
  readonly #byN
  readonly #range
  readonly #byId
  readonly #byEpc
  readonly #ofBatch
  readonly #oldest
  /** Heads of the chains that were written to; a read a statement is saved. */
  readonly #heads = new Map<string, { id: string; seq: number }>()

  constructor(db: Database) {
    this.facts = new FactIndex(db)
    this.#insert = db.prepare(
      'INSERT INTO statement (id, kid, seq, content_type, subject, t, batch, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    this.#insertEpc = db.prepare('INSERT OR IGNORE INTO epc (epc, statement) VALUES (?, ?)')
    this.#head = db.prepare<[Buffer], { id: Buffer; seq: number }>(
      'SELECT id, seq FROM statement WHERE kid = ? AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1',
    )
    this.#lastTime = db
      .prepare<[], string>('SELECT t FROM statement WHERE seq IS NOT NULL ORDER BY n DESC LIMIT 1')
      .pluck()
    this.#byN = db.prepare<[number], Row>(`SELECT ${columns} FROM statement WHERE n = ?`)
    this.#range = db.prepare<[number, number], Row>(
      `SELECT ${columns} FROM statement WHERE n >= ? AND n <= ? ORDER BY n`,
    )
    this.#byId = db.prepare<[Buffer], Row>(`SELECT ${columns} FROM statement WHERE id = ?`)
    this.#byEpc = db.prepare<[string], Row>(
      `SELECT ${columns} FROM statement WHERE n IN (SELECT statement FROM epc WHERE epc = ?) ORDER BY n`,
    )
    this.#ofBatch = db.prepare<{ batch: number; from: number; to: number; manifest: number | null }, Row>(
      `SELECT ${columns} FROM statement WHERE ((n >= @from AND n < @to) OR n = @manifest) AND batch = @batch ORDER BY n`,
    )
    this.#oldest = db
      .prepare<[number], string>(
        'SELECT t FROM statement WHERE n >= ? AND NOT EXISTS (SELECT 1 FROM receipt WHERE receipt.statement = statement.n) ORDER BY n LIMIT 1',
      )
      .pluck()
  }

  /** Appends one statement; `epcs` and `facts` are what it can later be found by. Returns its place. */
  append(statement: Omit<StoredStatement, 'n'>, epcs: readonly string[], facts: readonly Fact[]): number {
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
    this.facts.add(n, { facts, ms: Date.parse(t) })
    if (seq !== null) this.#heads.set(kid, { id, seq })
    return n
  }

  /** The chain's last link of one key, or null for a key that has stated nothing. */
  head(kid: string): { id: string; seq: number } | null {
    const known = this.#heads.get(kid)
    if (known) return known
    const row = this.#head.get(Buffer.from(kid, 'hex'))
    return row ? { id: row.id.toString('hex'), seq: row.seq } : null
  }

  /** Time of the station's last statement, under whichever of its keys, as it was read; null when it has stated nothing. */
  lastTime(): string | null {
    return this.#lastTime.get() ?? null
  }

  get(n: number): StoredStatement | null {
    const row = this.#byN.get(n)
    return row ? fromRow(row) : null
  }

  /** Statements at the places from `first` to `last`, in order. */
  range(first: number, last: number): StoredStatement[] {
    return this.#range.all(first, last).map(fromRow)
  }

  withId(id: string): StoredStatement | null {
    const row = this.#byId.get(Buffer.from(id, 'hex'))
    return row ? fromRow(row) : null
  }

  about(epc: string): StoredStatement[] {
    return this.#byEpc.all(epc).map(fromRow)
  }

  /** A batch's statements in the order of writing, its manifest last. */
  ofBatch(
    batch: number,
    span: { from: number; to: number; manifest: number | null } | null,
  ): StoredStatement[] {
    return span ? this.#ofBatch.all({ batch, ...span }).map(fromRow) : []
  }

  /** Time of the first statement from `place` on that has no receipt. */
  oldestUnproven(place: number): string | null {
    return this.#oldest.get(place) ?? null
  }

  /** What is remembered may be of a transaction that was undone. */
  forget(): void {
    this.#heads.clear()
    this.facts.forget()
  }
}
