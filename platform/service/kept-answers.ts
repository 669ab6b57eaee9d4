import { createHash } from 'node:crypto'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Database } from '../sqlite/open-database.ts'

/** How long an answer is kept for its key. */
export const ANSWER_KEPT_MS = 24 * 60 * 60_000
/** Answers that are kept of one caller, and the bytes of them all: beyond that no key is taken, and none is forgotten early. */
const ANSWERS_OF_ONE_MAX = 20_000
const BYTES_OF_ONE_MAX = 256 * 1024 * 1024

/** An answer as it went out, and goes out again. */
export interface KeptAnswer {
  readonly status: number
  readonly language: string
  readonly body: Uint8Array
}

interface KeptRow {
  readonly request: Uint8Array
  readonly atMs: number
  readonly run: string | null
  readonly status: number | null
  readonly language: string | null
  readonly body: Uint8Array | null
}

/**
 * Answers by the key that their question came with (draft-ietf-httpapi-idempotency-key-header): durable before they go
 * out, so that the same question gets the same bytes after a restart and after a kill too. A question that was in hand when
 * the service was killed has had no answer, and is answered afresh.
 */
export class KeptAnswers {
  readonly #db: Database
  readonly #run
  readonly #find
  readonly #sums

  /** @param run names this run of the service: what another run had in hand is in hand no more */
  constructor(db: Database, run: string) {
    this.#db = db
    this.#run = run
    this.#find = db.prepare<[string, string], KeptRow>(
      'SELECT request, at_ms AS atMs, run, status, language, body FROM kept_answer WHERE caller = ? AND key = ?',
    )
    this.#sums = db.prepare<[string], { answers: number; bytes: number }>(
      'SELECT count(*) AS answers, coalesce(sum(length(body)), 0) AS bytes FROM kept_answer WHERE caller = ?',
    )
  }

  /**
   * Takes a question in hand, or gives the answer that it has had.
   * @throws BondmarkError `service-key-reused` for another body, `service-key-in-hand`, `service-answers-full`
   */
  begin(caller: string, key: string, body: Uint8Array, nowMs: number): KeptAnswer | null {
    const request = createHash('sha256').update(body).digest()
    return this.#db
      .transaction(() => {
        this.#db
          .prepare('DELETE FROM kept_answer WHERE at_ms < ? AND run IS NOT ?')
          .run(nowMs - ANSWER_KEPT_MS, this.#run)
        const row = this.#find.get(caller, key)
        if (row && !request.equals(row.request)) throw new BondmarkError('service-key-reused', { key })
        if (row && row.status !== null && row.body !== null)
          return { status: row.status, language: row.language ?? 'en', body: row.body }
        if (row?.run === this.#run) throw new BondmarkError('service-key-in-hand', { key })
        const { answers = 0, bytes = 0 } = this.#sums.get(caller) ?? {}
        if (!row && (answers >= ANSWERS_OF_ONE_MAX || bytes >= BYTES_OF_ONE_MAX))
          throw new BondmarkError('service-answers-full', { answers })
        this.#db
          .prepare(
            'INSERT OR REPLACE INTO kept_answer (caller, key, request, at_ms, run) VALUES (?, ?, ?, ?, ?)',
          )
          .run(caller, key, request, nowMs, this.#run)
        return null
      })
      .immediate()
  }

  /** Keeps the answer of a question that is in hand. */
  keep(caller: string, key: string, { status, language, body }: KeptAnswer): void {
    this.#db
      .prepare(
        'UPDATE kept_answer SET run = NULL, status = ?, language = ?, body = ? WHERE caller = ? AND key = ? AND run = ?',
      )
      .run(status, language, body, caller, key, this.#run)
  }

  /** A question that was not answered after all: it may be asked again. */
  drop(caller: string, key: string): void {
    this.#db
      .prepare('DELETE FROM kept_answer WHERE caller = ? AND key = ? AND run = ?')
      .run(caller, key, this.#run)
  }
}
