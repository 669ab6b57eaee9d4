import type { Database } from '../../platform/sqlite/open-database.ts'

export type BatchState = 'open' | 'sealed' | 'uploaded' | 'logged' | 'receipted'

export interface Batch {
  readonly n: number
  readonly state: BatchState
  /** Place of the manifest among the statements, once sealed. */
  readonly manifest: number | null
  readonly statements: number
  readonly receipts: number
}

const query = `SELECT n, state, manifest,
  (SELECT count(*) FROM statement WHERE batch = batch.n) AS statements,
  (SELECT count(*) FROM statement JOIN receipt ON receipt.statement = statement.n WHERE batch = batch.n) AS receipts
  FROM batch`

/** Batches and the receipts that close them (FORMATS, "Batch"). */
export class Batches {
  readonly #db
  readonly #open
  readonly #span

  constructor(db: Database) {
    this.#db = db
    this.#open = db
      .prepare<[], number>("SELECT n FROM batch WHERE state = 'open' ORDER BY n DESC LIMIT 1")
      .pluck()
    this.#span = db
      .prepare<{ batch: number }, number | null>(
        `SELECT 1 + (SELECT n FROM statement WHERE batch = @batch ORDER BY n DESC LIMIT 1)
          - (SELECT n FROM statement WHERE batch = @batch ORDER BY n LIMIT 1)`,
      )
      .pluck()
  }

  all(): Batch[] {
    return this.#db.prepare<[], Batch>(`${query} ORDER BY n`).all()
  }

  /** The batch that takes the next statement; opened when there is none. */
  open(): number {
    const open = this.#open.get()
    if (open !== undefined) return open
    return Number(
      this.#db.prepare("INSERT INTO batch (n, state) SELECT coalesce(max(n), 0) + 1, 'open' FROM batch").run()
        .lastInsertRowid,
    )
  }

  /** Opens the batch after a full one; both stay unsealed until the shift ends. */
  openNext(): number {
    return Number(
      this.#db.prepare("INSERT INTO batch (n, state) SELECT max(n) + 1, 'open' FROM batch").run()
        .lastInsertRowid,
    )
  }

  /** Statements of an open batch. They follow one another without a gap, so their places tell, and nothing is counted. */
  count(batch: number): number {
    return this.#span.get({ batch }) ?? 0
  }

  seal(batch: number, manifest: number): void {
    this.#db
      .prepare("UPDATE batch SET state = 'sealed', manifest = ? WHERE n = ? AND state = 'open'")
      .run(manifest, batch)
  }

  setState(batch: number, state: BatchState): void {
    this.#db.prepare('UPDATE batch SET state = ? WHERE n = ?').run(state, batch)
  }

  receipt(statementId: string, proof: string): void {
    this.#db
      .prepare('INSERT OR IGNORE INTO receipt (statement, proof) SELECT n, ? FROM statement WHERE id = ?')
      .run(proof, Buffer.from(statementId, 'hex'))
  }

  proofOf(statement: number): string | null {
    return (
      this.#db
        .prepare<[number], { proof: string }>('SELECT proof FROM receipt WHERE statement = ?')
        .get(statement)?.proof ?? null
    )
  }
}
