import type { Reason, Saying, Verdict } from './decision.ts'

/** What one rule found, and the verdict when that ends the matter. */
export interface Finding {
  readonly said: Saying
  readonly saw: Reason['saw']
  readonly verdict: Verdict | null
}
