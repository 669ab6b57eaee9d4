import { readFileSync } from 'node:fs'
import { decideAll } from '../../core/decision/decide.ts'
import { noHistory } from '../../core/decision/history.ts'
import { readRuleSet, ruleSetHash } from '../../core/decision/rule-set.ts'
import { readPlan } from '../../core/plan/read-plan.ts'
import { grouped, interleave, perSecond, type Row } from './row.ts'

const PER_SECOND = 50_000
const ROUNDS = 400
const WARM_UP_ROUNDS = 100

const fixture = (path: string) => readFileSync(new URL(`../../fixtures/${path}`, import.meta.url))

/** The rules' verdict, with its reasons, on every line of the sample days. */
export function benchDecision(): Row {
  const ruleSet = readRuleSet(fixture('rules/training.json'), 'training.json')
  const plans = ['day-1', 'quick', 'whole-cases'].flatMap((name) => {
    const reading = readPlan(fixture(`plans/${name}.csv`), {
      fileName: `${name}.csv`,
      decodeGb18030: () => '',
    })
    if (!reading.ok) throw new Error(`${name} was not read`)
    return reading.plans
  })
  const lines = plans.reduce((sum, { lines }) => sum + lines.length, 0)
  const rules = {
    ruleSet,
    ruleSetHash: ruleSetHash(ruleSet),
    at: '2026-11-22T09:00:00.000+08:00',
    history: noHistory,
  }
  const decide = () => {
    if (decideAll(plans, rules).length !== lines) throw new Error('a line was not decided')
  }
  interleave(WARM_UP_ROUNDS, decide)
  const [ms = 0] = interleave(ROUNDS, decide)
  const rate = perSecond(lines * ROUNDS, ms)
  return {
    work: 'decision',
    budget: `≥ ${grouped(PER_SECOND)}/s`,
    figure: `${grouped(rate)}/s`,
    met: rate >= PER_SECOND,
    peers: [],
    numbers: { perSecond: rate, lines },
  }
}
