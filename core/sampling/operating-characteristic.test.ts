import { describe, expect, it } from 'vitest'
import { type Aql, aqls, PERCENT_AQL_MAX } from './aqls.ts'
import type { CodeLetter } from './code-letters.ts'
import {
  acceptanceChance,
  qualityAtChance,
  tabulatedChances,
  usualMeasure,
} from './operating-characteristic.ts'
import { planAt, qualityMeasures, type SamplingPlan } from './plan-for.ts'
import { masterTables } from './read-master-table.ts'
import { type Severity, severities } from './severities.ts'

const percent = 'percent-nonconforming'
const per100 = 'nonconformities-per-100-units'

/** Every plan of the tables once, with the AQL in whose column it stands. */
const plans: readonly { readonly plan: SamplingPlan; readonly aql: Aql; readonly severity: string }[] =
  severities.flatMap((severity) =>
    masterTables[severity].flatMap(({ letter, n, cells }) =>
      cells.flatMap((ac, i) =>
        typeof ac === 'number'
          ? [{ plan: { letter, n, ac, re: ac + 1 }, aql: aqls[i] ?? '10', severity }]
          : [],
      ),
    ),
  )

/** The measures that an AQL may have. */
const measuresOf = (aql: Aql) => (Number(aql) > PERCENT_AQL_MAX ? ([per100] as const) : qualityMeasures)

function planOf(letter: CodeLetter, aql: Aql, severity: Severity): SamplingPlan {
  const plan = planAt(letter, aql, severity)
  if (!plan) throw new Error('every cell leads to a plan')
  return plan
}

/** The chance by the definition, term by term, in logarithms: nothing of the product's. */
function byDefinition(n: number, ac: number, p: number): number {
  let sum = 0
  let logChoose = 0
  for (let k = 0; k <= ac; k++) {
    if (k > 0) logChoose += Math.log(n - k + 1) - Math.log(k)
    sum += Math.exp(logChoose + k * Math.log(p) + (n - k) * Math.log(1 - p))
  }
  return sum
}

describe('an operating characteristic', () => {
  it('is the one that the NIST handbook prints for n = 52, Ac = 3 (6.2.3.2), to its rounding', () => {
    const printed = [0.998, 0.98, 0.93, 0.845, 0.739, 0.62]
    printed.forEach((chance, i) => {
      expect(acceptanceChance({ n: 52, ac: 3 }, i + 1, percent)).toBeCloseTo(chance, 2)
    })
  })

  it.each([
    [{ n: 80, ac: 0 }, [0.0126, 0.0641, 0.132, 0.359, 0.863, 1.72, 2.84, 3.68, 5.59]],
    [{ n: 80, ac: 1 }, [0.187, 0.446, 0.667, 1.2, 2.09, 3.33, 4.78, 5.8, 8.0]],
  ])('has the points that MIL-STD-105E prints for letter J at %o (Table X-J)', (plan, qualities) => {
    tabulatedChances.forEach((chance, i) => {
      const quality = qualityAtChance(plan, chance / 100, percent)
      expect(Math.abs(quality / (qualities[i] ?? 0) - 1)).toBeLessThan(0.005)
    })
  })

  it.each([
    ['A', '6.5', 68.4],
    ['C', '10', 58.4],
    ['F', '0.65', 10.9],
    ['J', '0.65', 4.78],
    ['K', '0.10', 1.83],
  ] as const)(
    'leaves a lot at letter %s, AQL %s, a tenth of a chance at %s %% nonconforming',
    (letter, aql, quality) => {
      const plan = planAt(letter, aql, 'normal')
      expect(Number(qualityAtChance(plan ?? { n: 0, ac: 0 }, 0.1, percent).toPrecision(3))).toBe(quality)
    },
  )

  it('is the binomial distribution, summed another way, for every plan of the tables', () => {
    for (const { plan, aql } of plans)
      for (const p of [0.001, 0.01, 0.1, 0.4, Math.min(0.9, Number(aql) / 100)])
        if (plan.ac < plan.n)
          expect(acceptanceChance(plan, p * 100, percent)).toBeCloseTo(byDefinition(plan.n, plan.ac, p), 9)
  })

  it('only falls as quality gets worse, from certainty down to nothing, for every plan', () => {
    for (const { plan } of plans)
      for (const measure of qualityMeasures) {
        expect(acceptanceChance(plan, 0, measure)).toBe(1)
        let before = 1
        for (let quality = 0; quality <= 100; quality += 2.5) {
          const chance = acceptanceChance(plan, quality, measure)
          // Sums of many terms: the last bits of certainty are not to be had.
          expect(chance).toBeLessThanOrEqual(before + 1e-12)
          before = chance
        }
        if (measure === per100 || plan.ac < plan.n) {
          const worst = measure === percent ? 100 : 100_000
          expect(acceptanceChance(plan, worst, measure)).toBeLessThan(1e-9)
        }
      }
  })

  it('crosses 95, 50 and 10 % where it says it does, for every plan', () => {
    for (const { plan, aql } of plans) {
      const measure = usualMeasure(aql)
      for (const chance of [0.95, 0.5, 0.1])
        expect(acceptanceChance(plan, qualityAtChance(plan, chance, measure), measure)).toBeCloseTo(chance, 8)
    }
  })

  it('accepts a lot at its AQL with 86 to 99.9 % under normal inspection, and less at Ac 0 than at any other', () => {
    const chances = plans
      .filter(({ severity }) => severity === 'normal')
      .map(({ plan, aql }) => ({
        ac: plan.ac,
        chance: acceptanceChance(plan, Number(aql), usualMeasure(aql)),
      }))
    for (const { chance } of chances) {
      expect(chance).toBeGreaterThan(0.86)
      expect(chance).toBeLessThan(0.999)
    }
    const atZero = chances.filter(({ ac }) => ac === 0).map(({ chance }) => chance)
    const others = chances.filter(({ ac }) => ac > 0).map(({ chance }) => chance)
    expect(Math.max(...atZero)).toBeLessThan(Math.min(...others))
  })

  it('is never more lenient under tightened inspection than under normal at one letter and AQL, with one exception', () => {
    const exceptions = new Set<string>()
    for (const { letter } of masterTables.normal)
      for (const aql of aqls)
        for (const measure of measuresOf(aql)) {
          const [normal, tightened] = [planOf(letter, aql, 'normal'), planOf(letter, aql, 'tightened')]
          for (const factor of [0.25, 0.5, 1, 1.5, 2, 3, 5, 8]) {
            const at = (plan: SamplingPlan) => acceptanceChance(plan, Number(aql) * factor, measure)
            if (at(tightened) > at(normal) + 1e-12) exceptions.add(`${letter} ${aql} from ${factor} AQL on`)
          }
        }
    // Normal inspection has no plan above letter A to go to, and goes down to C; tightened has its own at A.
    expect([...exceptions]).toEqual(['A 10 from 5 AQL on', 'A 10 from 8 AQL on'])
  })

  it('protects the consumer most under tightened inspection and least under reduced, with the same exception', () => {
    const exceptions = new Set<string>()
    for (const { letter } of masterTables.normal)
      for (const aql of aqls)
        for (const measure of measuresOf(aql)) {
          const tenth = (severity: Severity) => qualityAtChance(planOf(letter, aql, severity), 0.1, measure)
          if (tenth('tightened') > tenth('normal') + 1e-9) exceptions.add(`tightened ${letter} ${aql}`)
          if (tenth('reduced') < tenth('normal') - 1e-9) exceptions.add(`reduced ${letter} ${aql}`)
        }
    expect([...exceptions]).toEqual(['tightened A 10'])
  })
})
