import type { DemandSampling } from '../decision/demand.ts'
import type { InspectionResult, Nonconforming } from './inspection-result.ts'

/** What an inspection came to, from good to bad. */
export const conclusionOutcomes = ['conformant', 'conditional', 'non-conformant'] as const
export type ConclusionOutcome = (typeof conclusionOutcomes)[number]

/** A critical nonconformity is a plan of its own: none is accepted, whatever the plan of the lot allows. */
export const CRITICAL_AC = 0
export const CRITICAL_RE = 1

/** An outcome with the number that decided it. */
export interface Concluded {
  readonly outcome: ConclusionOutcome
  /**
   * `critical`: a critical nonconformity; `count`: the sample's number against Ac and Re; `between`: it lies between them;
   * `verdict`: the agency's own word, where its numbers would have let the lot pass or there are none; `conditions`: the
   * agency's conditions.
   */
  readonly decidedBy: 'critical' | 'count' | 'between' | 'verdict' | 'conditions'
  /** The number that was held against Ac and Re; null where the agency's word decided and nothing was counted. */
  readonly count: number | null
  readonly ac: number | null
  readonly re: number | null
}

/** All classes together: what the lot's plan counts. A critical one counts in it as well. */
export const totalOf = ({ critical, major, minor }: Nonconforming): number => critical + major + minor

/**
 * The engine's conclusion, which is the station's own: the numbers decide first, and the agency's word can only make it worse,
 * never better. More nonconforming never gives a better outcome.
 *
 * @param sampling the task's plan; null for what is no matter of units
 */
export function conclude(
  sampling: Pick<DemandSampling, 'ac' | 're'> | null,
  { nonconforming, verdict }: Pick<InspectionResult, 'nonconforming' | 'verdict'>,
): Concluded {
  const { critical } = nonconforming
  if (critical > CRITICAL_AC)
    return {
      outcome: 'non-conformant',
      decidedBy: 'critical',
      count: critical,
      ac: CRITICAL_AC,
      re: CRITICAL_RE,
    }
  const count = sampling && totalOf(nonconforming)
  const numbers = { count, ac: sampling?.ac ?? null, re: sampling?.re ?? null }
  if (sampling && count !== null && count >= sampling.re)
    return { outcome: 'non-conformant', decidedBy: 'count', ...numbers }
  if (verdict === 'non-conformant') return { outcome: 'non-conformant', decidedBy: 'verdict', ...numbers }
  if (sampling && count !== null && count > sampling.ac)
    return { outcome: 'conditional', decidedBy: 'between', ...numbers }
  if (verdict === 'conditional') return { outcome: 'conditional', decidedBy: 'conditions', ...numbers }
  return { outcome: 'conformant', decidedBy: sampling ? 'count' : 'verdict', ...numbers }
}
