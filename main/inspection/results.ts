import type { Database } from '../../platform/sqlite/open-database.ts'

/** How something came here. */
export type ResultWay = 'file' | 'ledger' | 'training'

/** A signed result that fits its task. The first is what the task comes to; another that differs contests it. */
export interface StoredResult {
  readonly n: number
  /** hex statement id */
  readonly id: string
  readonly task: string
  /** 1 for the first */
  readonly place: number
  readonly way: ResultWay
  readonly cameAt: string
  readonly bytes: Uint8Array
}

type Row = Omit<StoredResult, 'id'> & { readonly id: Buffer }
const columns = 'n, id, task, place, way, came_at AS cameAt, bytes'
const fromRow = (row: Row): StoredResult => ({ ...row, id: row.id.toString('hex') })

/** Signed results that fit. Nothing here is ever changed or removed. */
export class InspectionResults {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  add({ id, task, place, way, cameAt, bytes }: Omit<StoredResult, 'n'>): void {
    this.#db
      .prepare(
        'INSERT INTO inspection_result (id, task, place, way, came_at, bytes) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(Buffer.from(id, 'hex'), task, place, way, cameAt, Buffer.from(bytes))
  }

  has(id: string): boolean {
    return (
      this.#db.prepare('SELECT 1 FROM inspection_result WHERE id = ?').get(Buffer.from(id, 'hex')) !==
      undefined
    )
  }

  /** The newest first. */
  newest(limit: number): StoredResult[] {
    return this.#db
      .prepare<[number], Row>(`SELECT ${columns} FROM inspection_result ORDER BY n DESC LIMIT ?`)
      .all(limit)
      .map(fromRow)
  }

  /** Those of a task, the first first. */
  of(task: string): StoredResult[] {
    return this.#db
      .prepare<[string], Row>(`SELECT ${columns} FROM inspection_result WHERE task = ? ORDER BY place`)
      .all(task)
      .map(fromRow)
  }
}
