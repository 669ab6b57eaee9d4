import type { Asked } from './asked.ts'
import { found, letsGoOn, newest, subjectKey } from './conclusions.ts'
import type { Decision } from './decision.ts'
import type { Finding } from './finding.ts'
import type { BatchFigures, Conclusion } from './history.ts'
import type { CirculationRule } from './rule-set-2.ts'

const batchKey = ({ gtin, lot }: { gtin: string; lot: string }) => JSON.stringify([gtin, lot])
const conclusionKey = subjectKey('gtin', 'lot')
type Needed = Extract<CirculationRule, { needed: true }>

/** Figures of one batch may be told in several parts (by market); together they are the batch's. */
function summed(parts: readonly BatchFigures[]): Omit<BatchFigures, 'gtin' | 'lot'> | null {
  if (parts.length === 0) return null
  const sum = (field: 'sold' | 'refunded' | 'complaints') => parts.reduce((all, one) => all + one[field], 0)
  return { sold: sum('sold'), refunded: sum('refunded'), complaints: sum('complaints') }
}

/** Six decimals, as many as a plan may have: for reading; it is compared unrounded. */
const shown = (ratio: number) => Math.round(ratio * 1e6) / 1e6

/**
 * Circulation inspection of a batch that is already sold somewhere. Two ratios of refunds are looked at: that of the
 * batch's own figures, when enough units were sold for it to say something, and the one that the plan itself admits to,
 * which has no number of units. Either above the threshold asks for the inspection, and so do too many complaints; which
 * one it was is said. One concluded at a lower ratio is asked for again above the second threshold.
 */
export function judgeCirculation({ line, history, ordered, goods, today }: Asked): Finding {
  const rule = ordered.circulation.mostSpecific(goods)
  const { gtin, lot } = line
  if (!rule?.needed)
    return { said: 'circulation-not-needed', saw: { gtin, lot, entry: rule?.id ?? null }, verdict: null }
  const subject = { gtin, lot, entry: rule.id }
  const key = conclusionKey({ kind: 'circulation-inspection', subject })
  const known = found(history.inspections, conclusionKey, key)
  const concluded = newest(known, today)
  const cited = concluded && { conclusion: concluded.id, on: concluded.on }
  if (concluded?.outcome === 'non-conformant')
    return { said: 'circulation-nonconformant', saw: { ...subject, ...cited }, verdict: 'hold' }

  const figures = summed(found(history.figures, batchKey, batchKey(line)))
  const looked = lookAt(rule, figures, line.refundRatio)
  const saw = { ...subject, ...looked.saw, ...(looked.ratio !== null && { highest: looked.ratio }) }
  if (concluded && letsGoOn(concluded)) {
    const { reinspectRatioMax } = rule
    const { ratio } = looked
    const isAgain =
      reinspectRatioMax !== null &&
      ratio !== null &&
      ratio > reinspectRatioMax &&
      ratioAt(known, concluded.on) <= reinspectRatioMax
    if (isAgain) {
      const seen = { ...saw, ratio: shown(ratio), again: reinspectRatioMax, ...cited }
      return { said: 'circulation-again', saw: seen, verdict: 'hold' }
    }
    const { conditions } = concluded
    return concluded.outcome === 'conditional'
      ? { said: 'circulation-conditional', saw: { ...saw, ...cited, conditions }, verdict: null }
      : { said: 'circulation-conformant', saw: { ...saw, ...cited }, verdict: null }
  }
  return { said: looked.said, saw, verdict: looked.isDue ? 'hold' : null }
}

/** The greatest ratio that an inspection of that day was concluded at: the worst of its outcomes counts, each has seen its own. */
const ratioAt = (known: readonly Conclusion[], day: string): number =>
  Math.max(0, ...known.filter((one) => one.on === day && letsGoOn(one)).map((one) => one.refundRatio ?? 0))

interface Looked extends Pick<Finding, 'said' | 'saw'> {
  readonly isDue: boolean
  /** The greater of the ratios that say something. */
  readonly ratio: number | null
}

function lookAt(rule: Needed, figures: ReturnType<typeof summed>, planRatio: number | null): Looked {
  const { refundRatioMax: allowed, soldMin, complaintsMax } = rule
  const says = figures !== null && figures.sold > 0 && figures.sold >= soldMin
  // More may come back than one market counted as sold.
  const own = says ? Math.min(1, figures.refunded / figures.sold) : null
  const ratio = own === null ? planRatio : planRatio === null ? own : Math.max(own, planRatio)
  const sold = figures && { ...figures, soldMin }
  const planned = planRatio === null ? {} : { planRatio }
  if (own !== null && own > allowed)
    return {
      said: 'circulation-refunds',
      saw: { ...sold, ...planned, ratio: shown(own), allowed },
      isDue: true,
      ratio,
    }
  if (planRatio !== null && planRatio > allowed)
    return { said: 'circulation-plan-refunds', saw: { ...sold, planRatio, allowed }, isDue: true, ratio }
  if (figures && complaintsMax !== null && figures.complaints > complaintsMax)
    return { said: 'circulation-complaints', saw: { ...sold, ...planned, complaintsMax }, isDue: true, ratio }
  if (own !== null)
    return {
      said: 'circulation-within',
      saw: { ...sold, ...planned, ratio: shown(own), allowed },
      isDue: false,
      ratio,
    }
  if (planRatio !== null)
    return { said: 'circulation-plan-within', saw: { ...sold, planRatio, allowed }, isDue: false, ratio }
  return figures
    ? { said: 'circulation-too-few-sold', saw: { ...sold }, isDue: false, ratio }
    : { said: 'circulation-no-figures', saw: {}, isDue: false, ratio }
}

/**
 * The greater of the refund ratios that a decision went by, unrounded: what a conclusion on the inspection that it demands has
 * to keep, so that the next decision knows whether refunds have risen since. `null` when no ratio was known.
 */
export function refundRatioSeen({ reasons }: Pick<Decision, 'reasons'>): number | null {
  const highest = reasons.find(({ rule }) => rule === 'circulation-inspection')?.saw.highest
  return typeof highest === 'number' ? highest : null
}
