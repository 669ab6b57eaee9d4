import type { Failure } from '../errors/bondmark-error.ts'
import type { Code } from '../errors/codes.ts'

/** One reason why a plan is not taken, and the place in the file where it is seen. */
export interface PlanProblem {
  readonly file: string
  /** CSV: the line of the file, the header being 1. JSON: the place in `rows`, from 1. 0: the file as a whole. */
  readonly row: number
  /** The column's name as in the file; empty when the whole row or file is meant. */
  readonly column: string
  /** The value as in the file, made visible and cut to 80 characters. */
  readonly value: string
  readonly code: Code
}

/** No more problems than this are listed: the first hundred are enough to see what is wrong with a file. */
export const problemsMax = 100

/** A problem before it knows its file. */
export type Finding = Omit<PlanProblem, 'file'>

/** Cuts a value to 80 characters and makes control and direction characters visible, so that it is safe to show. */
export function shownValue(value: string): string {
  const cut = [...value.slice(0, 161)]
  const shown = cut.length > 80 ? [...cut.slice(0, 79), '…'] : cut
  return shown
    .join('')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Keeps the first hundred findings of a file and counts them all: a file may have one in each of its cells. */
export class FoundProblems {
  readonly first: Finding[] = []
  #total = 0

  static of(...findings: Finding[]): FoundProblems {
    const found = new FoundProblems()
    found.add(findings)
    return found
  }

  get total(): number {
    return this.#total
  }

  add(findings: readonly Finding[]): void {
    this.#total += findings.length
    if (this.first.length < problemsMax)
      this.first.push(...findings.slice(0, problemsMax - this.first.length))
  }
}

/** The first hundred findings of a file, in the order of its rows, safe to show. */
export function problemsOf(file: string, findings: readonly Finding[]): PlanProblem[] {
  return [...findings]
    .sort((a, b) => a.row - b.row)
    .slice(0, problemsMax)
    .map(({ row, column, value, code }) => ({
      file,
      row,
      column: shownValue(column),
      value: shownValue(value),
      code,
    }))
}

/** The problem as a failure, for `wordsFor`. */
export function problemFailure(problem: PlanProblem): Failure {
  const { code, file, row, column, value } = problem
  // Empty: a column without a name, or the row as a whole.
  return { code, detail: { file, row, column: column || '–', value } }
}
