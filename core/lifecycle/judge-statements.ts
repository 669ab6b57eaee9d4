import type { Failure } from '../errors/bondmark-error.ts'
import type { Life, LifeStep, TracedStatement } from './life.ts'
import { MemoryBook } from './memory-book.ts'
import { readSteps } from './read-steps.ts'
import { type Contradiction, contradictionOf, type Standing, standingOf } from './standing.ts'
import { type Finding, takeStatement } from './take-statement.ts'

/** A statement as its reader hands it in: its place in the order that counts, its key, and what it says. */
export interface JudgedStatement {
  readonly place: number
  readonly kid: string
  readonly contentType: string
  /** Parsed JSON of any shape. */
  readonly payload: unknown
}

/** What a statement is worth, and every reason for it. */
export interface Verdict {
  readonly standing: Standing
  readonly reasons: readonly Failure[]
}

/**
 * Judges statements one after the other, in memory: a chain, a workspace, or what is known of one unit. Whether an event
 * is well-formed is the reader's to say; what is not moves no life.
 */
export class StatementJudge {
  readonly #book = new MemoryBook()
  readonly #only: string | null
  readonly #kids = new Map<number, string>()
  readonly #malformed = new Set<number>()
  readonly #ownFailures = new Map<number, readonly Failure[]>()
  readonly #findings = new Map<number, readonly Finding[]>()
  /** Places by the statement that they contradict. */
  readonly #against = new Map<number, Set<number>>()

  /** @param only judge what is said of this identity alone, where the statements about its neighbours are not at hand */
  constructor(only: string | null = null) {
    this.#only = only
  }

  take(statement: JudgedStatement, wellFormed = true): void {
    const { place, kid } = statement
    this.#kids.set(place, kid)
    if (!wellFormed) this.#malformed.add(place)
    const { steps, failures } = wellFormed
      ? readSteps(statement.contentType, statement.payload)
      : { steps: [], failures: [] }
    this.#ownFailures.set(place, failures)
    const traced: TracedStatement = { place, kid, steps: failures.length > 0 ? [] : this.#wanted(steps) }
    for (const taken of takeStatement(this.#book, traced)) this.#note(taken.place, taken.findings)
  }

  #wanted(steps: readonly LifeStep[]): readonly LifeStep[] {
    return this.#only === null ? steps : steps.filter(({ key }) => key === this.#only)
  }

  #note(place: number, findings: readonly Finding[]): void {
    for (const { against } of this.#findings.get(place) ?? [])
      if (against !== null) this.#against.get(against)?.delete(place)
    this.#findings.set(place, findings)
    for (const { against } of findings)
      if (against !== null) this.#against.set(against, (this.#against.get(against) ?? new Set()).add(place))
  }

  /** The verdict on a statement that was taken, as of now. */
  verdictAt(place: number): Verdict {
    const kid = this.#kids.get(place)
    if (kid === undefined) throw new RangeError(`no statement at ${place}`)
    const own = this.#findings.get(place) ?? []
    const failures = this.#ownFailures.get(place) ?? []
    const found: Contradiction[] = [
      ...failures.map((): Contradiction => 'own'),
      ...own.map((finding) => contradictionOf(finding, kid, (at) => this.#kids.get(at) ?? '')),
      ...[...(this.#against.get(place) ?? [])].flatMap((other): Contradiction[] =>
        this.#kids.get(other) === kid ? [] : ['other'],
      ),
    ]
    const reasons = [...failures, ...own.map(({ failure }) => failure)]
    return { standing: standingOf(!this.#malformed.has(place), found), reasons }
  }

  life(key: string): Life | null {
    return this.#book.life(key)
  }

  /** Every identity that has a life here, with it. */
  lives(): [string, Life][] {
    return this.#book.keys().flatMap((key) => {
      const life = this.#book.life(key)
      return life ? [[key, life] as [string, Life]] : []
    })
  }
}
