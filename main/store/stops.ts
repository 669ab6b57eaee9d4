import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'

/** A STOP as it is shown: one scan that was not taken, what was said of it, and what came of it. */
export interface StoredStop {
  readonly n: number
  readonly at: string
  readonly device: string
  readonly shift: number | null
  /** Pseudonym of who saw it. */
  readonly operator: string
  readonly situation: string
  /** What was scanned, as people read it. */
  readonly subject: string
  readonly sentence: Failure
  readonly next: Failure
  /** When it was acknowledged, and by whom; null while it stands. */
  readonly endedAt: string | null
  readonly endedBy: string | null
  /** How often the same was stopped in that shift, this time included. */
  readonly times: number
}

/** What is about to be written down of a STOP, in the transaction of its scan. */
export type NewStop = Pick<StoredStop, 'shift' | 'operator' | 'situation' | 'subject' | 'next'> & {
  /** Its line in the log of scans. */
  readonly scan: number
}

type StopRow = Omit<StoredStop, 'sentence' | 'next'> & { readonly sentence: string; readonly next: string }

const query = `SELECT s.n, l.t AS at, l.device, s.shift, s.operator, s.situation, s.subject, l.sentence, s.next,
  s.ended_at AS endedAt, s.ended_by AS endedBy,
  (SELECT count(*) FROM stop AS o WHERE o.shift IS s.shift AND o.subject = s.subject AND o.n <= s.n) AS times
  FROM stop AS s JOIN scan AS l ON l.n = s.scan`

const read = (row: StopRow): StoredStop => ({
  ...row,
  sentence: JSON.parse(row.sentence) as Failure,
  next: JSON.parse(row.next) as Failure,
})

/** The STOPs of a station, kept for good: who tries a foreign label again and again is seen. */
export class Stops {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  add(stop: NewStop): void {
    this.#db
      .prepare(
        `INSERT INTO stop (scan, shift, operator, situation, subject, next)
         VALUES (@scan, @shift, @operator, @situation, @subject, @next)`,
      )
      .run({ ...stop, next: JSON.stringify(stop.next) })
  }

  /** The STOP that stands has been acknowledged. */
  end(at: string, by: string): void {
    this.#db.prepare('UPDATE stop SET ended_at = ?, ended_by = ? WHERE ended_at IS NULL').run(at, by)
  }

  /** How often this was stopped in a shift so far. */
  timesOf(shift: number | null, subject: string): number {
    return (
      this.#db
        .prepare<[number | null, string], number>(
          'SELECT count(*) FROM stop WHERE shift IS ? AND subject = ?',
        )
        .pluck()
        .get(shift, subject) ?? 0
    )
  }

  countOf(shift: number): number {
    return (
      this.#db.prepare<[number], number>('SELECT count(*) FROM stop WHERE shift = ?').pluck().get(shift) ?? 0
    )
  }

  /** Of one shift or of all, the newest first, below a number. */
  newest(asked: { shift: number | null; before: number | null; limit: number }): StoredStop[] {
    return this.#db
      .prepare<[typeof asked], StopRow>(
        `${query} WHERE (@shift IS NULL OR s.shift = @shift) AND (@before IS NULL OR s.n < @before)
         ORDER BY s.n DESC LIMIT @limit`,
      )
      .all(asked)
      .map(read)
  }
}
