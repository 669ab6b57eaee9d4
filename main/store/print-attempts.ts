import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'

export type AttemptAnswer = 'printed' | 'uncertain' | 'not-sent'

/** What is about to be sent: written down before the first byte. */
export interface NewAttempt {
  readonly job: number
  readonly at: string
  /** The physical printer's id, its name for people, and the model that the bytes were made for. */
  readonly printer: string
  readonly name: string
  readonly model: string
  /** How many bytes the same label has without its PIN: how well a picture of a PIN packs tells something of it. */
  readonly bytes: number
  /** Of the same label drawn without its PIN: the digest of the bytes themselves would give a PIN away to whoever tries. */
  readonly sha256: Uint8Array
  /** Pseudonym of who was signed in. */
  readonly operator: string
}

export interface AttemptEnd {
  readonly at: string
  readonly answer: AttemptAnswer
  /** What proved the label, or what the printer, its wire or its driver said. */
  readonly said: Failure | { readonly proof: string } | null
  /** Whether the printer may hold the label and put it out later. */
  readonly buffered: boolean
}

/** What was sent to which printer, and what came of it: one row an attempt, kept for good (decision 0032). */
export class PrintAttempts {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  /** Throws, by the table's own index, for a label that was ever sent: only one that surely was not may be tried again. */
  begin(attempt: NewAttempt): number {
    const { lastInsertRowid } = this.#db
      .prepare(
        `INSERT INTO print_attempt (job, begun_at, printer, name, model, bytes, sha256, operator)
         VALUES (@job, @at, @printer, @name, @model, @bytes, @sha256, @operator)`,
      )
      .run(attempt)
    // Kept with the label too: by its printer it is looked for.
    this.#db.prepare('UPDATE label_job SET printer = ? WHERE job = ?').run(attempt.printer, attempt.job)
    return Number(lastInsertRowid)
  }

  /** The printer model that a label was last made for; null for one that never went out. */
  modelOf(job: number): string | null {
    return (
      this.#db
        .prepare<[number], string>('SELECT model FROM print_attempt WHERE job = ? ORDER BY n DESC LIMIT 1')
        .pluck()
        .get(job) ?? null
    )
  }

  /** Writes the answer to an attempt that has none; any other is a bug and throws. */
  end(n: number, { at, answer, said, buffered }: AttemptEnd): void {
    const { changes } = this.#db
      .prepare(
        `UPDATE print_attempt SET ended_at = @at, answer = @answer, said = @said, buffered = @buffered
         WHERE n = @n AND answer IS NULL`,
      )
      .run({ n, at, answer, said: said && JSON.stringify(said), buffered: buffered ? 1 : 0 })
    if (changes !== 1) throw new Error(`attempt ${n} has its answer`)
  }

  /** Nobody waits for the answers of attempts that have none: their labels may have come out, or may still. */
  endOpen(at: string, said: Failure): void {
    this.#db
      .prepare(
        `UPDATE print_attempt SET ended_at = @at, answer = 'uncertain', said = @said, buffered = 1
         WHERE answer IS NULL`,
      )
      .run({ at, said: JSON.stringify(said) })
  }

  /** The serial of a label in doubt that a printer's doubt concerns: its line waits until somebody has settled it. */
  inDoubt(printer: string): string | null {
    return (
      this.#db
        .prepare<[string], string>(
          `SELECT l.serial FROM label_job AS l JOIN print_attempt AS a ON a.job = l.job
           WHERE l.state IN ('reserved', 'sent', 'printed', 'uncertain') AND l.state = 'uncertain'
             AND a.answer = 'uncertain' AND a.printer = ? ORDER BY l.job LIMIT 1`,
        )
        .pluck()
        .get(printer) ?? null
    )
  }

  /** Whether something was sent to a printer whose answer is not on record. */
  isOpen(printer: string): boolean {
    return (
      this.#db
        .prepare<[string], number>('SELECT 1 FROM print_attempt WHERE answer IS NULL AND printer = ? LIMIT 1')
        .pluck()
        .get(printer) === 1
    )
  }

  /** Whether a printer may hold labels of before that it could still put out. */
  mayHold(printer: string): boolean {
    return (
      this.#db
        .prepare<[string], number>('SELECT 1 FROM print_attempt WHERE buffered = 1 AND printer = ? LIMIT 1')
        .pluck()
        .get(printer) === 1
    )
  }

  /** The printer that may still put a label out; null when none can. */
  holderOf(job: number): { readonly printer: string; readonly name: string } | null {
    return (
      this.#db
        .prepare<[number], { printer: string; name: string }>(
          'SELECT printer, name FROM print_attempt WHERE job = ? AND buffered = 1 ORDER BY n DESC LIMIT 1',
        )
        .get(job) ?? null
    )
  }

  /** The printer was told to throw away what it held. */
  discarded(printer: string, at: string): void {
    this.#db
      .prepare('UPDATE print_attempt SET buffered = 0, discarded_at = ? WHERE buffered = 1 AND printer = ?')
      .run(at, printer)
  }
}
