import { readFileSync } from 'node:fs'
import { checkRules } from '../../core/decision/check/check-rules.ts'
import { decideAll, type Question } from '../../core/decision/decide.ts'
import { type DecisionHistory, noHistory } from '../../core/decision/history.ts'
import { type RuleSet, readRuleSet, ruleSetHash } from '../../core/decision/rule-set.ts'
import type { Asn } from '../../core/plan/asn.ts'
import { readPlan } from '../../core/plan/read-plan.ts'
import { BRANDS, gtinOf, largeRules } from './large-rules.ts'
import { grouped, interleave, msOf, perSecond, type Row } from './row.ts'

const PER_SECOND = 50_000
const ROUNDS = 400
const LARGE_LINES = 1_000

const fixture = (path: string) => readFileSync(new URL(`../../fixtures/${path}`, import.meta.url))

function samplePlans(): readonly Asn[] {
  return ['day-1', 'quick', 'whole-cases'].flatMap((name) => {
    const reading = readPlan(fixture(`plans/${name}.csv`), {
      fileName: `${name}.csv`,
      decodeGb18030: () => '',
    })
    if (!reading.ok) throw new Error(`${name} was not read`)
    return reading.plans
  })
}

/** Lines all over the large rule set: a third is whitelisted, the others meet rules of their brand, factory and category. */
function largePlan(sample: Asn): Asn {
  const [line] = sample.lines
  if (!line) throw new Error('the sample has no line')
  const lines = Array.from({ length: LARGE_LINES }, (_, n) => ({
    ...line,
    line: String(n),
    lot: `LOT ${n}`,
    gtin: gtinOf(n * 49),
    brand: `Brand ${(n * 14) % BRANDS}`,
    manufacturer: `Maker ${(n * 7) % BRANDS}`,
    category: `category-${(n * 3) % 3_700}`,
    refundRatio: n % 5 === 0 ? 0.2 : null,
  }))
  return { ...sample, lines }
}

function measured(
  ruleSet: RuleSet,
  plans: readonly Asn[],
  history: DecisionHistory,
  rounds: number,
): { rate: number; lines: number } {
  const lines = plans.reduce((sum, plan) => sum + plan.lines.length, 0)
  const rules: Pick<Question, 'ruleSet' | 'ruleSetHash' | 'at' | 'history'> = {
    ruleSet,
    ruleSetHash: ruleSetHash(ruleSet),
    at: '2026-11-22T09:00:00.000+08:00',
    history,
  }
  const decide = () => {
    if (decideAll(plans, rules).length !== lines) throw new Error('a line was not decided')
  }
  interleave(Math.ceil(rounds / 4), decide)
  const [ms = 0] = interleave(rounds, decide)
  return { rate: perSecond(lines * rounds, ms), lines }
}

/** The rules' verdict, with its reasons, on every line of the sample days. */
export function benchDecision(): Row {
  const ruleSet = readRuleSet(fixture('rules/training.json'), 'training.json')
  const { rate, lines } = measured(ruleSet, samplePlans(), noHistory, ROUNDS)
  return {
    work: 'decision',
    budget: `≥ ${grouped(PER_SECOND)}/s`,
    figure: `${grouped(rate)}/s`,
    met: rate >= PER_SECOND,
    peers: [],
    numbers: { perSecond: rate, lines },
  }
}

/** The same with as many rules as the system is meant for, and conclusions on file. */
export function benchLargeDecision(): Row {
  const ruleSet = largeRules()
  const [sample] = samplePlans()
  if (!sample) throw new Error('there is no sample plan')
  const plan = largePlan(sample)
  const inspections = plan.lines
    .filter((_, n) => n % 4 === 0)
    .map(({ gtin, lot, manufacturer }, n) => ({
      id: `T${n}`,
      kind: 'ingredient-inspection' as const,
      subject: { gtin, lot, manufacturer },
      outcome: 'conformant' as const,
      conditions: '',
      on: '2026-11-01',
      until: null,
      refundRatio: null,
    }))
  const checkMs = msOf(() => checkRules(ruleSet))
  const { rate } = measured(ruleSet, [plan], { ...noHistory, inspections }, 40)
  const rules = [
    ruleSet.categories,
    ruleSet.whitelist,
    ruleSet.factoryEvaluation,
    ruleSet.containerLoading,
    ruleSet.circulation,
    ruleSet.ingredients,
  ].reduce((sum, { length }) => sum + length, 0)
  return {
    work: `decision by ${grouped(rules)} rules`,
    budget: `≥ ${grouped(PER_SECOND)}/s`,
    figure: `${grouped(rate)}/s; all rules checked in ${(checkMs / 1000).toFixed(1)} s`,
    met: rate >= PER_SECOND,
    peers: [],
    numbers: { perSecond: rate, rules, checkMs },
  }
}
