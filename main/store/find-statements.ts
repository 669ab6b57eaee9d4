import type { Fact } from '../../core/trace/stated-facts.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'
import { BLOCK, indexedOf, kindNumber } from './fact-index.ts'
import type { Statements, StoredStatement } from './statements.ts'

/** Which statements are looked for: those for which all of it holds. */
export interface Wanted {
  readonly epc: string | null
  readonly facts: readonly Fact[]
  /** ms since 1970, both included; null where there is no bound */
  readonly fromMs: number | null
  readonly toMs: number | null
  /** Only statements before this place: where the page before has ended. */
  readonly before: number | null
  readonly limit: number
}

export interface FoundStatements {
  /** Newest first, by the order of the chain. */
  readonly statements: readonly StoredStatement[]
  /** Where the next page goes on; null when there is nothing more. */
  readonly next: number | null
}

/** Statements that one question may read; a page that met few of them ends early, and the next goes on. */
const READ_MAX = 4_000

/** The most telling first: SQLite looks for the others only where the first one is. */
const telling: readonly Fact['kind'][] = ['lot', 'asn', 'customsEntry', 'gtin', 'operator', 'step']

/** Some statements of a block, as bits. */
interface Places {
  readonly block: number
  readonly places: number
}

/** Look-ups in what statements say, by EPC, facts and time, page by page. Reads one consistent state. */
export class FindStatements {
  readonly #db
  readonly #statements
  readonly #ofEpc
  readonly #term
  readonly #lastBlock
  readonly #lastPlace

  constructor(db: Database, statements: Statements) {
    this.#db = db
    this.#statements = statements
    this.#ofEpc = db
      .prepare<[string, number], number>(
        'SELECT statement FROM epc WHERE epc = ? AND statement < ? ORDER BY statement DESC',
      )
      .pluck()
    this.#term = db
      .prepare<[number, string], number>('SELECT n FROM term WHERE kind = ? AND value = ?')
      .pluck()
    this.#lastBlock = db.prepare<[], number | null>('SELECT max(block) FROM fact_block').pluck()
    this.#lastPlace = db.prepare<[], number | null>('SELECT max(n) FROM statement').pluck()
  }

  find(wanted: Wanted): FoundStatements {
    return this.#db.transaction(() => this.#find(wanted))()
  }

  #find(wanted: Wanted): FoundStatements {
    const statements: StoredStatement[] = []
    let read = 0
    let last = 0
    for (const { n, sure } of this.#candidates(wanted)) {
      if (statements.length === wanted.limit || read >= READ_MAX) return { statements, next: last }
      read++
      last = n
      const statement = this.#statements.get(n)
      if (statement && isWanted(statement, wanted, sure)) statements.push(statement)
    }
    return { statements, next: null }
  }

  /** Places that may be meant, newest first; `sure` where the index has said that the facts are stated there. */
  *#candidates(wanted: Wanted): Generator<{ n: number; sure: boolean }> {
    const end = (this.#lastPlace.get() ?? 0) + 1
    const before = Math.min(wanted.before ?? end, end)
    if (wanted.epc !== null) {
      for (const n of this.#ofEpc.iterate(wanted.epc, before)) yield { n, sure: false }
      return
    }
    const indexed = ((this.#lastBlock.get() ?? -1) + 1) * BLOCK
    for (let n = before - 1; n > indexed; n--) yield { n, sure: false }
    for (const { block, places } of this.#blocks(wanted, Math.floor((before - 2) / BLOCK))) {
      for (let left = places; left > 0; ) {
        const bit = 31 - Math.clz32(left)
        left -= 2 ** bit
        const n = block * BLOCK + bit + 1
        if (n < before) yield { n, sure: true }
      }
    }
  }

  #blocks({ facts, fromMs, toMs }: Wanted, last: number): Iterable<Places> {
    const terms: number[] = []
    for (const { kind, value } of facts.toSorted(
      (a, b) => telling.indexOf(a.kind) - telling.indexOf(b.kind),
    )) {
      const term = this.#term.get(kindNumber(kind), value)
      if (term === undefined) return []
      terms.push(term)
    }
    const bounds = { from: fromMs ?? Number.MIN_SAFE_INTEGER, to: toMs ?? Number.MAX_SAFE_INTEGER, last }
    return this.#db.prepare<[Record<string, number>], Places>(blocksQuery(terms.length)).iterate({
      ...Object.fromEntries(terms.map((term, at) => [`term${at}`, term])),
      ...bounds,
    })
  }
}

/** Blocks whose times touch the wanted ones and in which some statement says all of so many facts. */
export function blocksQuery(facts: number): string {
  const names = Array.from({ length: facts }, (_, at) => `f${at}`)
  const places = names.length > 0 ? names.map((name) => `${name}.places`).join(' & ') : `${2 ** BLOCK - 1}`
  const [first = 'b'] = names
  // CROSS JOIN keeps the order of the tables.
  const from = [...names, 'b']
    .map((name) => (name === 'b' ? 'fact_block AS b' : `fact AS ${name}`))
    .join(' CROSS JOIN ')
  const terms = names.map(
    (name, at) => `${name}.term = @term${at}${at === 0 ? '' : ` AND ${name}.block = ${first}.block`}`,
  )
  const where = [
    ...terms,
    ...(facts > 0 ? [`b.block = ${first}.block`] : []),
    `${first}.block <= @last`,
    'b.to_ms >= @from AND b.from_ms <= @to',
    `(${places}) <> 0`,
  ]
  return `SELECT ${first}.block AS block, ${places} AS places FROM ${from} WHERE ${where.join(' AND ')} ORDER BY ${first}.block DESC`
}

function isWanted(statement: StoredStatement, { facts, fromMs, toMs }: Wanted, sure: boolean): boolean {
  const ms = Date.parse(statement.t)
  if (fromMs !== null && ms < fromMs) return false
  if (toMs !== null && ms > toMs) return false
  if (sure || facts.length === 0) return true
  const stated = indexedOf(statement).facts
  return facts.every(({ kind, value }) => stated.some((fact) => fact.kind === kind && fact.value === value))
}
