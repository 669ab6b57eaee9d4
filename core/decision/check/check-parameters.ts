import { isCalendarDate } from '../../plan/calendar-date.ts'
import { type Aql, aqls, PERCENT_AQL_MAX } from '../../sampling/aqls.ts'
import { samplingLevels } from '../../sampling/levels.ts'
import { isPlan, planFor } from '../../sampling/plan-for.ts'
import type { CirculationRule, FactoryRule, IngredientRule, LabelRule, RuleSet2 } from '../rule-set-2.ts'
import type { KnownWorld } from './known-world.ts'
import type { RuleFindings } from './rule-finding.ts'

/** Lots up to this size are all inspected whole under a plan that is told. */
const WHOLE_LOT = 500

/** Values that a rule can't have, or that make it say nothing. */
export function checkParameters(rules: RuleSet2, known: KnownWorld, findings: RuleFindings): void {
  const { validFrom, factoryEvaluation, circulation, ingredients, labels } = rules
  if (!isCalendarDate(validFrom))
    findings.error('/validFrom', 'rule-day-unknown', {
      rule: rules.name,
      field: 'validFrom',
      value: validFrom,
    })
  for (const [at, rule] of factoryEvaluation.entries())
    checkMissing(rule, `/factoryEvaluation/${at}`, findings)
  for (const [at, rule] of circulation.entries()) checkRatios(rule, `/circulation/${at}`, findings)
  for (const [at, rule] of ingredients.entries()) checkPlan(rule, `/ingredients/${at}`, findings)
  for (const [at, rule] of labels.entries()) checkTemplate(rule, `/labels/${at}`, known, findings)
}

/** Whoever cites no report must not fare better than one whose report has expired. */
function checkMissing(rule: FactoryRule, place: string, findings: RuleFindings): void {
  if (rule.needed && rule.whenMissing === 'tell' && rule.whenExpired === 'hold')
    findings.warn(`${place}/whenMissing`, 'rule-missing-milder', { rule: rule.id })
}

const isShare = (value: number) => value >= 0 && value <= 1

function checkRatios(rule: CirculationRule, place: string, findings: RuleFindings): void {
  if (!rule.needed) return
  const { id, refundRatioMax: first, reinspectRatioMax: again, complaintsMax } = rule
  for (const field of ['refundRatioMax', 'reinspectRatioMax'] as const) {
    const value = rule[field]
    if (value !== null && !isShare(value))
      findings.error(`${place}/${field}`, 'rule-share-out-of-range', { rule: id, field, value })
  }
  if (again !== null && isShare(again) && again <= first)
    findings.error(`${place}/reinspectRatioMax`, 'rule-reinspect-below', { rule: id, first, again })
  if (first === 1 && complaintsMax === null)
    findings.error(`${place}/refundRatioMax`, 'rule-never-triggers', { rule: id })
}

function checkPlan(rule: IngredientRule, place: string, findings: RuleFindings): void {
  if (!rule.needed) return
  const { id, level, aql, measure } = rule
  const isLevel = samplingLevels.some((known) => known === level)
  const isAql = aqls.some((known) => known === aql)
  if (!isLevel)
    findings.error(`${place}/level`, 'rule-level-unknown', {
      rule: id,
      value: level,
      allowed: samplingLevels.join(', '),
    })
  if (!isAql)
    findings.error(`${place}/aql`, 'rule-aql-unknown', { rule: id, value: aql, allowed: aqls.join(', ') })
  else if (measure === 'percent-nonconforming' && Number(aql) > PERCENT_AQL_MAX)
    findings.error(`${place}/aql`, 'rule-aql-above-percent', { rule: id, aql })
  if (!isLevel || !isAql) return
  const lots = wholeUpTo(level, aql as Aql)
  if (lots >= WHOLE_LOT) findings.warn(`${place}/aql`, 'rule-whole-lot', { rule: id, level, aql, lots })
}

const foundBefore = new Map<string, number>()

/** The largest lot up to which the plan always takes every unit: the larger the AQL's smallest sample, the larger it is. */
function wholeUpTo(level: string, aql: Aql): number {
  const key = `${level} ${aql}`
  const before = foundBefore.get(key)
  if (before !== undefined) return before
  const isWhole = (lotSize: number) => {
    const plan = planFor({ lotSize, level, aql, severity: 'normal' })
    return isPlan(plan) && plan.n >= lotSize
  }
  // Sample sizes grow with the lot, but never as fast: once a lot is not inspected whole, no larger one is.
  let lots = 2
  while (lots < 4096 && isWhole(lots * 2)) lots *= 2
  for (let step = lots / 2; step >= 1; step = Math.floor(step / 2)) if (isWhole(lots + step)) lots += step
  foundBefore.set(key, lots)
  return lots
}

/** As names of label documents are written (`core/label/template`). */
const templateName = /^[a-z][a-z0-9-]{0,39}$/

function checkTemplate(
  { id, template }: LabelRule,
  place: string,
  { templates }: KnownWorld,
  findings: RuleFindings,
): void {
  if (!templateName.test(template))
    findings.error(`${place}/template`, 'rule-template-malformed', { rule: id, template })
  else if (templates && !templates.has(template))
    findings.error(`${place}/template`, 'rule-template-unknown', { rule: id, template })
}
