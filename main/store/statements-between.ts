import type { TimeSpan } from '../../core/trace/time-span.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'
import { BLOCK } from './fact-index.ts'
import type { Statements, StoredStatement } from './statements.ts'

/** Blocks looked at in one step. */
const BLOCKS_AT_ONCE = 8

/** Statements of a span of time in the order of the chain, some at a time: a span may hold hundreds of thousands. */
export class StatementsBetween {
  readonly #blocks
  readonly #blockCount
  readonly #lastBlock
  readonly #lastPlace
  readonly #statements

  constructor(db: Database, statements: Statements) {
    this.#statements = statements
    this.#blocks = db
      .prepare<[number, number, number, number, number], number>(
        'SELECT block FROM fact_block WHERE block > ? AND block < ? AND to_ms >= ? AND from_ms <= ? ORDER BY block LIMIT ?',
      )
      .pluck()
    this.#blockCount = db
      .prepare<[number, number, number], number>(
        'SELECT count(*) FROM fact_block WHERE block < ? AND to_ms >= ? AND from_ms <= ?',
      )
      .pluck()
    this.#lastBlock = db.prepare<[], number | null>('SELECT max(block) FROM fact_block').pluck()
    this.#lastPlace = db.prepare<[], number | null>('SELECT max(n) FROM statement').pluck()
  }

  /** The newest place there is: what is written later is left to the next question. */
  newest(): number {
    return this.#lastPlace.get() ?? 0
  }

  /** About how many statements `pages` will look at: whole blocks, and what is in none yet. */
  count(span: TimeSpan, upTo: number): number {
    const whole = Math.min((this.#lastBlock.get() ?? -1) + 1, Math.floor(upTo / BLOCK))
    return (this.#blockCount.get(whole, span.fromMs, span.toMs) ?? 0) * BLOCK + upTo - whole * BLOCK
  }

  /** Pages of the statements up to place `upTo`. Nothing is held between two pages, so others may write meanwhile. */
  *pages(span: TimeSpan, upTo: number): Generator<StoredStatement[]> {
    // Blocks as they are now: one that is completed meanwhile would come twice, from the index and from the end.
    const whole = Math.min((this.#lastBlock.get() ?? -1) + 1, Math.floor(upTo / BLOCK))
    for (let last = -1; ; ) {
      const blocks = this.#blocks.all(last, whole, span.fromMs, span.toMs, BLOCKS_AT_ONCE)
      for (const block of blocks) {
        last = block
        yield this.#within(span, block * BLOCK, (block + 1) * BLOCK)
      }
      if (blocks.length < BLOCKS_AT_ONCE) break
    }
    for (let at = whole * BLOCK; at < upTo; at += BLOCK)
      yield this.#within(span, at, Math.min(at + BLOCK, upTo))
  }

  #within({ fromMs, toMs }: TimeSpan, from: number, to: number): StoredStatement[] {
    return this.#statements.range(from + 1, to).filter(({ t }) => {
      const ms = Date.parse(t)
      return ms >= fromMs && ms <= toMs
    })
  }
}
