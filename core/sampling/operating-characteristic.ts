import { PERCENT_AQL_MAX } from './aqls.ts'
import type { QualityMeasure, SamplingPlan } from './plan-for.ts'

/** What acceptance depends on: the sample size and the acceptance number. */
export type Acceptance = Pick<SamplingPlan, 'n' | 'ac'>

/** The sum of the first `last + 1` terms of a distribution whose first term and the ratio of each to the one before are known. */
function cumulative(first: number, last: number, ratio: (k: number) => number): number {
  let term = first
  let sum = first
  for (let k = 1; k <= last; k++) {
    term *= ratio(k)
    sum += term
  }
  return Math.min(sum, 1)
}

/** P(X ≤ ac) of n trials that each fail with chance p. */
function binomial({ n, ac }: Acceptance, p: number): number {
  if (p <= 0 || ac >= n) return 1
  if (p >= 1) return 0
  return cumulative(Math.exp(n * Math.log1p(-p)), ac, (k) => ((n - k + 1) / k) * (p / (1 - p)))
}

/** P(X ≤ ac) of a count whose mean is λ. */
const poisson = (ac: number, mean: number) => cumulative(Math.exp(-mean), ac, (k) => mean / k)

/**
 * The chance that a lot is accepted, between 0 and 1: its operating characteristic at one quality (12.1). Quality is per
 * cent nonconforming, 0 to 100, or nonconformities per 100 units, from 0. It is that of the process a lot comes from
 * (type B): binomial for units, Poisson for nonconformities.
 */
export function acceptanceChance(plan: Acceptance, quality: number, measure: QualityMeasure): number {
  return measure === 'percent-nonconforming'
    ? binomial(plan, quality / 100)
    : poisson(plan.ac, (plan.n * quality) / 100)
}

/**
 * The quality at which a lot is accepted with a given chance, by halving: acceptance only falls as quality gets worse. At
 * 0.95 it is the producer's risk quality, at 0.10 the consumer's (12.6).
 */
export function qualityAtChance(plan: Acceptance, chance: number, measure: QualityMeasure): number {
  let good = 0
  let bad = 100
  if (measure === 'nonconformities-per-100-units')
    while (acceptanceChance(plan, bad, measure) > chance) bad *= 2
  for (let halved = 0; halved < 60; halved++) {
    const middle = (good + bad) / 2
    if (acceptanceChance(plan, middle, measure) > chance) good = middle
    else bad = middle
  }
  return (good + bad) / 2
}

/** The chances that the standard tabulates each plan's curve for (Table 10), in per cent. */
export const tabulatedChances = [99, 95, 90, 75, 50, 25, 10, 5, 1] as const

/** The measure that an AQL means when nothing is said: per cent nonconforming as long as it can. */
export const usualMeasure = (aql: string): QualityMeasure =>
  Number(aql) > PERCENT_AQL_MAX ? 'nonconformities-per-100-units' : 'percent-nonconforming'
