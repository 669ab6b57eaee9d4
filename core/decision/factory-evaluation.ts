import type { Asked } from './asked.ts'
import { daysAfter } from './calendar.ts'
import { found, letsGoOn, newest, subjectKey } from './conclusions.ts'
import type { Finding } from './finding.ts'
import type { FactoryReport } from './history.ts'

/** `''`: it does not say until when it counts. */
interface Report {
  readonly report: string
  readonly expires: string
  readonly conditions: string
}

const reportKey = ({ manufacturer, category }: Pick<FactoryReport, 'manufacturer' | 'category'>) =>
  JSON.stringify([manufacturer, category])
const conclusionKey = subjectKey('manufacturer', 'category')

/** The one that counts longest; of two that count as long, the one without conditions, then by its name. */
function best(reports: readonly Report[]): Report | undefined {
  return reports.toSorted((a, b) => {
    if (a.expires !== b.expires) return a.expires > b.expires ? -1 : 1
    if (a.conditions !== b.conditions) return a.conditions < b.conditions ? -1 : 1
    return a.report < b.report ? -1 : 1
  })[0]
}

/**
 * Factory evaluation: needed when no report on the factory exists for the category, or it has expired. The plan cites
 * one, some are on file, or an evaluation that was demanded has been concluded; what counts longest is looked at, and it
 * counts through its last day. A report that does not say until when is as good as expired: nobody can show that it still
 * counts. A factory whose newest evaluation did not conform is held, whatever older reports say; while it is contested or made
 * again, no report counts where the rule insists on one. One that was accepted under conditions counts before papers, however long
 * they run: what an agency has signed is not talked away by a report that nobody here can check.
 */
export function judgeFactory({ line, history, ordered, goods, today }: Asked): Finding {
  const rule = ordered.factoryEvaluation.mostSpecific(goods)
  const { manufacturer, category } = line
  const subject = { manufacturer, category }
  if (!rule?.needed)
    return { said: 'factory-not-needed', saw: { category, entry: rule?.id ?? null }, verdict: null }
  const seen = { ...subject, entry: rule.id, day: today }

  const key = conclusionKey({ kind: 'factory-evaluation', subject })
  const concluded = newest(found(history.inspections, conclusionKey, key), today)
  if (concluded?.outcome === 'non-conformant')
    return {
      said: 'factory-nonconformant',
      saw: { ...seen, conclusion: concluded.id, on: concluded.on },
      verdict: 'hold',
    }

  const counts = concluded && letsGoOn(concluded) ? concluded : null
  if (concluded && !counts && rule.whenMissing === 'hold')
    return {
      said: 'factory-evaluation-contested',
      saw: { ...seen, conclusion: concluded.id, on: concluded.on },
      verdict: 'hold',
    }

  const evaluated = counts && {
    report: counts.id,
    expires: counts.until ?? daysAfter(counts.on, rule.countsDays),
    conditions: counts.conditions,
  }
  const reports: Report[] = found(history.factoryReports, reportKey, reportKey(line)).map((filed) => ({
    report: filed.report,
    expires: filed.expires,
    conditions: '',
  }))
  if (line.reportId !== null)
    reports.push({ report: line.reportId, expires: line.reportExpires ?? '', conditions: '' })
  if (evaluated) reports.push(evaluated)
  const isBound = evaluated && evaluated.conditions !== '' && evaluated.expires >= today
  const report = isBound ? evaluated : best(reports)
  if (!report)
    return rule.whenMissing === 'hold'
      ? { said: 'factory-report-missing', saw: seen, verdict: 'hold' }
      : { said: 'factory-report-missing-told', saw: seen, verdict: null }

  const saw = { ...seen, report: report.report, expires: report.expires }
  const isHeld = rule.whenExpired === 'hold'
  if (report.expires === '')
    return isHeld
      ? { said: 'factory-report-undated', saw, verdict: 'hold' }
      : { said: 'factory-report-undated-told', saw, verdict: null }
  if (report.expires < today)
    return isHeld
      ? { said: 'factory-report-expired', saw, verdict: 'hold' }
      : { said: 'factory-report-expired-told', saw, verdict: null }
  if (report.conditions !== '')
    return { said: 'factory-conditional', saw: { ...saw, conditions: report.conditions }, verdict: null }
  if (report.expires < daysAfter(today, rule.warnDays))
    return { said: 'factory-report-expires-soon', saw, verdict: null }
  return { said: 'factory-report-valid', saw, verdict: null }
}
