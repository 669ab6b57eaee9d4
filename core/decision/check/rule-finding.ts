import type { Detail } from '../../errors/bondmark-error.ts'
import type { Code } from '../../errors/codes.ts'

/** What is wrong with a rule set, or odd in it: where, and by its words what to do. A set with an error is not saved. */
export interface RuleFinding {
  /** JSON pointer into the rule set's file (RFC 6901). */
  readonly place: string
  readonly severity: 'error' | 'warning'
  readonly code: Code
  readonly detail: Detail
}

/** Gathers findings. */
export class RuleFindings {
  readonly all: RuleFinding[] = []

  error(place: string, code: Code, detail: Detail): void {
    this.all.push({ place, severity: 'error', code, detail })
  }

  warn(place: string, code: Code, detail: Detail): void {
    this.all.push({ place, severity: 'warning', code, detail })
  }
}
