import type { Decision, Saying } from '../decision/decision.ts'
import { demandsOf } from '../decision/demand.ts'

/** What an inspection found: a supervisor may answer for goods that did not conform, in writing. */
const nonconformant: ReadonlySet<Saying> = new Set([
  'factory-nonconformant',
  'loading-nonconformant',
  'circulation-nonconformant',
  'ingredients-nonconformant',
])

/** What holds goods because something is missing that no word replaces: a container in the plan, a rule, an authority's leave. */
const unwaivable: ReadonlySet<Saying> = new Set([
  'loading-no-container',
  'ingredients-no-plan',
  'ingredients-discontinued',
  'label-none',
])

/** What of a held line's decision a supervisor may waive. */
export interface Waivable {
  /** Ids of open demands. */
  readonly demands: readonly string[]
  /** Ids of conclusions that it did not conform. */
  readonly conclusions: readonly string[]
}

/** Ids of the conclusions that a decision holds goods by, for they did not conform. */
export const nonconformantOf = ({ reasons }: Pick<Decision, 'reasons'>): string[] =>
  reasons.flatMap(({ said, saw }) => (nonconformant.has(said) ? [String(saw.conclusion ?? '')] : []))

/** What a supervisor would have to waive for the goods of a decision to go on; null where that is not theirs to do. */
export function waivableOf(decision: Decision): Waivable | null {
  if (decision.decision !== 'hold') return null
  if (decision.reasons.some(({ said }) => unwaivable.has(said))) return null
  const demands = demandsOf(decision).map(({ id }) => id)
  const conclusions = nonconformantOf(decision)
  return demands.length + conclusions.length === 0 ? null : { demands, conclusions }
}
