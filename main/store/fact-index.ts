import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type Fact, type FactKind, factKinds, factsOf } from '../../core/trace/stated-facts.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'
import { storedPayload } from './stored-payload.ts'

/** Statements of a block: as many as a row has bits for. */
export const BLOCK = 32
/** Blocks written in one transaction when a store is indexed afresh: seconds of work at most are lost by a kill. */
const BLOCKS_AT_ONCE = 64
/** Terms whose number is remembered. */
const TERMS_REMEMBERED = 2_000

/** Where a kind stands in the table `term`. */
export const kindNumber = (kind: FactKind): number => factKinds.indexOf(kind) + 1

/** What one statement is found by: its facts, and its time as ms since 1970. */
export interface Indexed {
  readonly facts: readonly Fact[]
  readonly ms: number
}

interface Stored {
  readonly contentType: string
  readonly t: string
  readonly bytes: Uint8Array
}

/** The same from a stored statement; bytes that are none say nothing, and fsck says so. */
export function indexedOf({ contentType, t, bytes }: Stored): Indexed {
  const ms = Date.parse(t)
  try {
    return { facts: factsOf(contentType, storedPayload(bytes)), ms }
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    return { facts: [], ms }
  }
}

/**
 * The index of what statements say (decision 0018): every 32 statements one row for each thing that any of them says, with
 * a bit for each that does. So it costs a scan next to nothing: 31 of 32 statements write none of it. Those that stand
 * in no full block yet are read by who looks for something.
 */
export class FactIndex {
  readonly #lastBlock
  readonly #insertTerm
  readonly #term
  readonly #insertFact
  readonly #insertBlock
  readonly #rows
  readonly #lastPlace
  readonly #terms = new Map<string, number>()
  /** Of the statements behind the last full block, in order; null when it must be asked of the database. */
  #pending: Indexed[] | null = null

  constructor(db: Database) {
    this.#lastBlock = db.prepare<[], number | null>('SELECT max(block) FROM fact_block').pluck()
    this.#insertTerm = db.prepare('INSERT OR IGNORE INTO term (kind, value) VALUES (?, ?)')
    this.#term = db
      .prepare<[number, string], number>('SELECT n FROM term WHERE kind = ? AND value = ?')
      .pluck()
    this.#insertFact = db.prepare('INSERT INTO fact (term, block, places) VALUES (?, ?, ?)')
    this.#insertBlock = db.prepare('INSERT INTO fact_block (block, from_ms, to_ms) VALUES (?, ?, ?)')
    this.#rows = db.prepare<[number, number], Stored>(
      'SELECT content_type AS contentType, t, bytes FROM statement WHERE n > ? AND n <= ? ORDER BY n',
    )
    this.#lastPlace = db.prepare<[], number | null>('SELECT max(n) FROM statement').pluck()
  }

  /** Takes in the statement that was just written at place `n`, in its transaction. */
  add(n: number, indexed: Indexed): void {
    const block = Math.floor((n - 1) / BLOCK)
    if (this.#pending) this.#pending.push(indexed)
    else {
      const from = this.#nextBlock() * BLOCK
      // A store that is indexed afresh is behind by whole blocks; it catches up by itself.
      if (n - from > BLOCK) return
      this.#pending = [...this.#read(from, n - 1), indexed]
    }
    if (n % BLOCK === 0) {
      this.#write(block, this.#pending)
      this.#pending = []
    }
  }

  /** How far the index reaches, and how far it could: places of statements. */
  reach(): { indexed: number; whole: number } {
    const last = this.#lastPlace.get() ?? 0
    return { indexed: this.#nextBlock() * BLOCK, whole: last - (last % BLOCK) }
  }

  /** Writes the next missing blocks, some at a time. Call it inside a transaction. */
  catchUp(): void {
    const { indexed, whole } = this.reach()
    const end = Math.min(whole, indexed + BLOCKS_AT_ONCE * BLOCK)
    for (let at = indexed; at < end; at += BLOCK) this.#write(at / BLOCK, this.#read(at, at + BLOCK))
  }

  /** What is remembered may be of a transaction that was undone. */
  forget(): void {
    this.#pending = null
    this.#terms.clear()
  }

  #nextBlock(): number {
    return (this.#lastBlock.get() ?? -1) + 1
  }

  #read(from: number, to: number): Indexed[] {
    return this.#rows.all(from, to).map(indexedOf)
  }

  #write(block: number, statements: readonly Indexed[]): void {
    if (statements.length !== BLOCK) throw new Error(`block ${block} has ${statements.length} statements`)
    const places = new Map<number, number>()
    statements.forEach(({ facts }, at) => {
      for (const fact of facts) {
        const term = this.#termOf(fact)
        places.set(term, (places.get(term) ?? 0) + 2 ** at)
      }
    })
    for (const [term, bits] of places) this.#insertFact.run(term, block, bits)
    const times = statements.map(({ ms }) => ms)
    this.#insertBlock.run(block, Math.min(...times), Math.max(...times))
  }

  #termOf({ kind, value }: Fact): number {
    const key = `${kind} ${value}`
    const known = this.#terms.get(key)
    if (known !== undefined) return known
    this.#insertTerm.run(kindNumber(kind), value)
    const term = this.#term.get(kindNumber(kind), value)
    if (term === undefined) throw new Error(`term ${key} was not written`)
    if (this.#terms.size >= TERMS_REMEMBERED) this.#terms.clear()
    this.#terms.set(key, term)
    return term
  }
}
