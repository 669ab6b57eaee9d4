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

/** A batch's row: `first` is the place of its first statement, whether that has been written yet or not. */
interface Row {
  readonly n: number
  readonly state: BatchState
  readonly first: number
  readonly manifest: number | null
}

/**
 * Batches and the receipts that close them (FORMATS, "Batch"). A batch's statements follow one another from `first` to
 * the next batch's; only manifests may stand among another batch's, because full batches are sealed together. So counts
 * come from places, and nothing is counted while somebody waits for a scan.
 */
export class Batches {
  readonly #db
  readonly #rows
  readonly #lastPlace
  readonly #receipts
  readonly #insert
  /** The open batch and how many statements it holds; null when it must be asked of the database. */
  #open: { readonly n: number; count: number } | null = null

  constructor(db: Database) {
    this.#db = db
    this.#rows = db.prepare<[], Row>('SELECT n, state, first, manifest FROM batch ORDER BY n')
    this.#lastPlace = db.prepare<[], number | null>('SELECT max(n) FROM statement').pluck()
    this.#receipts = db
      .prepare<{ from: number; to: number; n: number }, number>(
        `SELECT count(*) FROM receipt WHERE statement >= @from AND statement < @to
         AND statement NOT IN (SELECT manifest FROM batch WHERE manifest >= @from AND manifest < @to AND n <> @n)`,
      )
      .pluck()
    this.#insert = db.prepare<[number]>(
      "INSERT INTO batch (n, state, first) SELECT coalesce(max(n), 0) + 1, 'open', ? FROM batch",
    )
  }

  all(): Batch[] {
    const rows = this.#rows.all()
    const end = (this.#lastPlace.get() ?? 0) + 1
    const manifests = rows.flatMap(({ manifest }) => manifest ?? []).sort((a, b) => a - b)
    return rows.map(({ n, state, first, manifest }, at) => {
      const to = rows[at + 1]?.first ?? end
      const inside = isBetween(manifest, first, to) ? 1 : 0
      const strangers = countBelow(manifests, to) - countBelow(manifests, first) - inside
      const own = manifest !== null && inside === 0 ? 1 : 0
      const statements = to - first - strangers + own
      const receipts =
        state === 'receipted' ? statements : state === 'open' ? 0 : this.#receiptsOf(n, first, to, manifest)
      return { n, state, manifest, statements, receipts }
    })
  }

  /** Places `[from, to)` that hold a batch's statements, a manifest of its own perhaps standing elsewhere. */
  span(batch: number): { from: number; to: number; manifest: number | null } | null {
    const rows = this.#rows.all()
    const at = rows.findIndex((row) => row.n === batch)
    const row = rows[at]
    if (!row) return null
    return {
      from: row.first,
      to: rows[at + 1]?.first ?? (this.#lastPlace.get() ?? 0) + 1,
      manifest: row.manifest,
    }
  }

  /** Takes a place for the next statement: the number of the open batch, or of a new one when there is none or it is full. */
  take(statementsMax: number): number {
    this.#open ??= this.#readOpen()
    if (!this.#open || this.#open.count >= statementsMax) {
      const first = (this.#lastPlace.get() ?? 0) + 1
      this.#open = { n: Number(this.#insert.run(first).lastInsertRowid), count: 0 }
    }
    this.#open.count++
    return this.#open.n
  }

  /** Opens a new batch for what is stated from here on, whatever the one before still waits for. */
  begin(): void {
    this.#insert.run((this.#lastPlace.get() ?? 0) + 1)
    this.forget()
  }

  /** What is remembered may be of a transaction that was undone. */
  forget(): void {
    this.#open = null
  }

  #readOpen(): { n: number; count: number } | null {
    const open = this.all().findLast((batch) => batch.state === 'open')
    return open ? { n: open.n, count: open.statements } : null
  }

  #receiptsOf(n: number, from: number, to: number, manifest: number | null): number {
    const within = this.#receipts.get({ from, to, n }) ?? 0
    return within + (manifest !== null && !isBetween(manifest, from, to) && this.proofOf(manifest) ? 1 : 0)
  }

  seal(batch: number, manifest: number): void {
    this.#db
      .prepare("UPDATE batch SET state = 'sealed', manifest = ? WHERE n = ? AND state = 'open'")
      .run(manifest, batch)
    this.forget()
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

const isBetween = (place: number | null, from: number, to: number): boolean =>
  place !== null && place >= from && place < to

/** How many of the ascending numbers are below `limit`. */
function countBelow(ascending: readonly number[], limit: number): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] ?? limit) < limit) low = middle + 1
    else high = middle
  }
  return low
}
