import type { Asked } from './asked.ts'
import { daysAfter } from './calendar.ts'
import { found, letsGoOn, newest, subjectKey } from './conclusions.ts'
import type { Finding } from './finding.ts'

const loadingKey = subjectKey('container', 'manufacturer')
const factoryKey = subjectKey('manufacturer')
const kind = 'container-loading-supervision'

/**
 * Container-loading supervision, by container and factory. A rule may be about some supervision modes only, and may ask
 * for every container or let a factory's containers pass for some days after one of them conformed; one of the factory's
 * that did not conform, or is contested, ends that at once.
 */
export function judgeLoading({ line, asn, history, ordered, goods, today }: Asked): Finding {
  const rule = ordered.containerLoading.mostSpecific(goods)
  const { manufacturer } = line
  const { container, supervisionMode } = asn
  const isAbout =
    rule?.needed && (rule.supervisionModes.length === 0 || rule.supervisionModes.includes(supervisionMode))
  if (!rule?.needed || !isAbout) {
    const saw = { manufacturer, supervisionMode, entry: rule?.id ?? null }
    return { said: 'loading-not-needed', saw, verdict: null }
  }
  if (container === null) {
    const saw = { manufacturer, supervisionMode, entry: rule.id }
    return rule.whenNoContainer === 'hold'
      ? { said: 'loading-no-container', saw, verdict: 'hold' }
      : { said: 'loading-no-container-told', saw, verdict: null }
  }
  const subject = { container, manufacturer }
  const saw = { ...subject, supervisionMode, entry: rule.id }
  const here = newest(found(history.supervisions, loadingKey, loadingKey({ kind, subject })), today)
  const seen = here && { ...saw, conclusion: here.id, on: here.on }
  if (here?.outcome === 'non-conformant')
    return { said: 'loading-nonconformant', saw: { ...seen }, verdict: 'hold' }
  if (here && letsGoOn(here)) {
    if (here.outcome === 'conditional')
      return { said: 'loading-conditional', saw: { ...seen, conditions: here.conditions }, verdict: null }
    return { said: 'loading-conformant', saw: { ...seen }, verdict: null }
  }
  if (!here && rule.intervalDays > 0) {
    const last = newest(found(history.supervisions, factoryKey, factoryKey({ kind, subject })), today)
    const until =
      last?.outcome === 'conformant' && letsGoOn(last) ? daysAfter(last.on, rule.intervalDays) : ''
    if (last && today <= until) {
      const seen = { ...saw, conclusion: last.id, on: last.on, until }
      return { said: 'loading-lately', saw: seen, verdict: null }
    }
  }
  return { said: 'loading-due', saw, verdict: 'hold' }
}
