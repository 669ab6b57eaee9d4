import type { PlanLine } from '../../plan/asn.ts'
import type { Finding } from '../finding.ts'
import type { DecisionHistory } from '../history.ts'
import type { RuleSet1 } from './rule-set.ts'

/** The newest report on file for the maker of these goods; `null` when there is none. */
function onFile(
  history: Pick<DecisionHistory, 'factoryReports'>,
  line: PlanLine,
): { report: string; expires: string } | null {
  let newest: { report: string; expires: string } | null = null
  for (const known of history.factoryReports) {
    if (known.manufacturer !== line.manufacturer || known.category !== line.category) continue
    if (!newest || known.expires > newest.expires) newest = known
  }
  return newest
}

/**
 * Factory evaluation: goods of some categories need a report on their factory that has not expired. The plan cites one,
 * or one is on file; the one that counts longest is looked at. A report counts through its last day. One that does not
 * say until when is treated as expired: nobody can show that it still counts.
 * @param today `YYYY-MM-DD`
 */
export function judgeFactory(
  rules: Pick<RuleSet1, 'factoryEvaluation'>,
  line: PlanLine,
  history: Pick<DecisionHistory, 'factoryReports'>,
  today: string,
): Finding {
  const { categories, holdWhenMissing, holdWhenExpired } = rules.factoryEvaluation
  const { manufacturer, category } = line
  if (!categories.includes(category)) return { said: 'factory-not-needed', saw: { category }, verdict: null }
  const cited = line.reportId === null ? null : { report: line.reportId, expires: line.reportExpires ?? '' }
  const filed = onFile(history, line)
  const best = cited && filed ? (filed.expires > cited.expires ? filed : cited) : (cited ?? filed)
  if (!best)
    return {
      said: 'factory-report-missing',
      saw: { manufacturer, category },
      verdict: holdWhenMissing ? 'hold' : null,
    }
  const saw = { report: best.report, manufacturer, expires: best.expires, day: today }
  const held = holdWhenExpired ? 'hold' : null
  if (best.expires === '') return { said: 'factory-report-undated', saw, verdict: held }
  if (best.expires < today) return { said: 'factory-report-expired', saw, verdict: held }
  return { said: 'factory-report-valid', saw, verdict: null }
}
