import type { Asked } from './asked.ts'
import { found, letsGoOn, newest, subjectKey } from './conclusions.ts'
import type { Finding } from './finding.ts'
import type { KnownSeverity } from './history.ts'
import { samplePlan } from './sample-plan.ts'

const lotKey = subjectKey('gtin', 'lot', 'manufacturer')
const productKey = subjectKey('gtin', 'manufacturer')
const severityKey = ({ gtin, manufacturer, rule }: Pick<KnownSeverity, 'gtin' | 'manufacturer' | 'rule'>) =>
  JSON.stringify([gtin, manufacturer, rule])
const kind = 'ingredient-inspection'

/**
 * Ingredient-list inspection of a lot, by a single sampling plan of ISO 2859-1:1999 at the severity where the switching
 * rules stand for the product, its factory and this rule. The same lot is inspected once, on whatever consignment it
 * comes, unless more units come together than its sample spoke for: a lot of another code letter is sampled again. While inspection is discontinued (§9.4) nothing can be sampled: the lot is held.
 */
export function judgeIngredients({ line, lotSize, history, ordered, goods, today }: Asked): Finding {
  const rule = ordered.ingredients.mostSpecific(goods)
  const { gtin, lot, manufacturer } = line
  if (!rule?.needed)
    return { said: 'ingredients-not-needed', saw: { gtin, lot, entry: rule?.id ?? null }, verdict: null }
  const subject = { gtin, lot, manufacturer }
  const saw = { ...subject, entry: rule.id }
  const done = newest(found(history.inspections, lotKey, lotKey({ kind, subject })), today)
  const cited = done && { conclusion: done.id, on: done.on }
  if (done?.outcome === 'non-conformant')
    return { said: 'ingredients-nonconformant', saw: { ...saw, ...cited }, verdict: 'hold' }
  const asked = severityKey({ gtin, manufacturer, rule: rule.id })
  const state = found(history.severities, severityKey, asked)[0]
  const severity = state?.severity ?? 'normal'
  const { level, aql, measure } = rule
  const planOf = (units: number) => samplePlan({ lotSize: units, level, aql, severity, measure })
  // A sample says something of a lot up to the size that its letter stands for (ISO 2859-1, table 1).
  const drawnFor = done && letsGoOn(done) ? (done.lotSize ?? lotSize) : lotSize
  const isLarger = drawnFor < lotSize && planOf(drawnFor)?.letter !== planOf(lotSize)?.letter
  if (done && letsGoOn(done) && !isLarger) {
    const seen = { ...saw, ...cited }
    return done.outcome === 'conditional'
      ? { said: 'ingredients-conditional', saw: { ...seen, conditions: done.conditions }, verdict: null }
      : { said: 'ingredients-conformant', saw: seen, verdict: null }
  }
  if (!done && rule.lots === 'first') {
    const before = newest(found(history.inspections, productKey, productKey({ kind, subject })), today)
    if (before && letsGoOn(before)) {
      const seen = { ...saw, conclusion: before.id, on: before.on, firstLot: before.subject.lot ?? '' }
      return { said: 'ingredients-first-lot-done', saw: seen, verdict: null }
    }
  }
  if (state?.discontinued) return { said: 'ingredients-discontinued', saw, verdict: 'hold' }
  const plan = planOf(lotSize)
  if (!plan)
    return { said: 'ingredients-no-plan', saw: { ...saw, lotSize, level, aql, severity }, verdict: 'hold' }
  if (isLarger) {
    const seen = { ...saw, ...cited, drawnFor, lotSize, level, aql, severity, ...plan }
    return { said: 'ingredients-larger-lot', saw: seen, verdict: 'hold' }
  }
  return { said: 'ingredients-due', saw: { ...saw, lotSize, level, aql, severity, ...plan }, verdict: 'hold' }
}
