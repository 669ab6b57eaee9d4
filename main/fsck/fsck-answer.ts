import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { Code } from '../../core/errors/codes.ts'
import type { EquivocationProof } from '../../core/statement/equivocation.ts'

/** One thing that is wrong, and its place: `statement 17`, `label 4, lot`, `batch 2`. */
export interface FsckProblem {
  readonly code: Code
  readonly where: string
}

/** One key's chain as far as it was found. */
export interface FsckChain {
  /** hex */
  readonly kid: string
  /** issuer URI of its first statement */
  readonly issuer: string
  readonly count: number
  readonly headSeq: number
  /** hex id of its newest statement */
  readonly headId: string
}

/** The answer of `fsck --json` (FORMATS, "Answers of the command line"). */
export interface FsckAnswer {
  readonly format: 'bondmark/fsck/1'
  readonly ok: boolean
  /** Statements looked at. */
  readonly statements: number
  readonly chains: readonly FsckChain[]
  readonly problems: readonly FsckProblem[]
  /** Proofs that a key signed two statements for one place; `bondmark verify` reads them as files. */
  readonly equivocations: readonly EquivocationProof[]
}

/** A problem in the shape that words are made of. */
export const problemSentence = ({ code, where }: FsckProblem): Failure => ({ code, detail: { where } })

/** After so many the file is beyond repair by hand; the rest is only counted. */
const PROBLEMS_MAX = 1000

/** Collects problems, bounded: a file that is wrong everywhere must not fill the memory. */
export class Findings {
  readonly #problems: FsckProblem[] = []
  #more = 0

  add(code: Code, where: string): void {
    if (this.#problems.length < PROBLEMS_MAX) this.#problems.push({ code, where: where.slice(0, 300) })
    else this.#more++
  }

  all(): FsckProblem[] {
    if (this.#more === 0) return this.#problems
    return [...this.#problems, { code: 'fsck-more-problems', where: `${this.#more}` }]
  }
}
