import type { DecisionHistory } from '../../core/decision/history.ts'
import { catalogueHistory } from '../../platform/catalogue/catalogue-history.ts'
import { preparedOnce } from '../../platform/sqlite/prepared-once.ts'
import { concludedOf, type HistorySources, type OfAsn, type OfLine, severitiesOf } from './history-of.ts'

/** History of one line after the other. */
export type RememberedHistory = (line: OfLine, asn: OfAsn, asOf?: string) => DecisionHistory

const isAnyConcluded = preparedOnce<[], unknown>('SELECT 1 FROM inspection_conclusion LIMIT 1')
const isAnyAnswered = preparedOnce<[], unknown>('SELECT 1 FROM inspection_result LIMIT 1')
const isAnySwitched = preparedOnce<[], unknown>('SELECT 1 FROM inspection_switching LIMIT 1')

/** How much of a kind is remembered at a time. */
const REMEMBERED_MAX = 20_000

/**
 * Answers as `historyOf` does, and looks each thing up once: lines of a plan share makers, products and containers, and most
 * stores have nothing on file for most of them. It does not hear of what is written after it was looked up, so it is made
 * for some lines or one question, within which nobody would expect to see a difference, and never kept.
 */
export function rememberHistory({ db, catalogue }: HistorySources): RememberedHistory {
  const knows = once(() => ({
    reports: catalogue.hasAny('certificates'),
    figures: catalogue.hasAny('figures'),
    conclusions: isAnyConcluded(db).get() !== undefined || isAnyAnswered(db).get() !== undefined,
    switching: isAnySwitched(db).get() !== undefined,
  }))
  const reportsOf = remembering(catalogue.factoryReports.bind(catalogue))
  const figuresOf = remembering(catalogue.figures.bind(catalogue))
  const switchingOf = remembering((gtin: string, manufacturer: string, asOf: string | undefined) =>
    severitiesOf(db, gtin, manufacturer, asOf),
  )
  const conclusionsOf = remembering(
    (gtin: string, manufacturer: string, container: string | null, asOf: string | undefined) =>
      concludedOf(db, { gtin, lot: '', manufacturer, container }, asOf),
  )
  const known = {
    factoryReports: (maker: string, category: string) => (knows().reports ? reportsOf(maker, category) : []),
    figures: (gtin: string, lot: string) => (knows().figures ? figuresOf(gtin, lot) : null),
  }
  return (line, { container }, asOf) => {
    const { gtin, manufacturer } = line
    const { conclusions, switching } = knows()
    return {
      ...catalogueHistory(known, line),
      ...(conclusions ? conclusionsOf(gtin, manufacturer, container, asOf) : noneConcluded),
      severities: switching ? switchingOf(gtin, manufacturer, asOf) : [],
    }
  }
}

const noneConcluded: Pick<DecisionHistory, 'supervisions' | 'inspections'> = {
  supervisions: [],
  inspections: [],
}

function once<T extends object>(ask: () => T): () => T {
  let answer: T | undefined
  return () => {
    answer ??= ask()
    return answer
  }
}

function remembering<K extends readonly (string | null | undefined)[], T>(
  lookUp: (...key: K) => T,
): (...key: K) => T {
  const answers = new Map<string, { readonly answer: T }>()
  return (...key) => {
    const name = JSON.stringify(key)
    const found = answers.get(name)
    if (found) return found.answer
    if (answers.size >= REMEMBERED_MAX) answers.clear()
    const answer = lookUp(...key)
    answers.set(name, { answer })
    return answer
  }
}
