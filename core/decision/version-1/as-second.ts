import type { RuleSet2 } from '../rule-set-2.ts'
import type { RuleSet1 } from './rule-set.ts'

/** A rule set of the first format in the second one's words: checks, sentences and differences are written once. */
export interface AsSecond {
  readonly rules: RuleSet2
  /** A place in `rules`, as the place in the first format's file that it came from. */
  readonly placeBefore: (place: string) => string
}

/**
 * The same rules in the second format. Only the whitelist may decide otherwise: of several entries that cover, the first
 * format tells the first. Its sets have no day from which they count: the earliest that there is stands for it.
 */
export function asSecond(first: RuleSet1): AsSecond {
  const traced = first.categories.flatMap((rule, at) => (rule.trace === 'trace' ? [{ ...rule, at }] : []))
  const { categories, holdWhenMissing, holdWhenExpired } = first.factoryEvaluation
  const rules: RuleSet2 = {
    format: 'bondmark/rules/2',
    name: first.name,
    version: first.version,
    validFrom: '1900-01-01',
    categories: first.categories.map(({ category, trace, basis }) =>
      basis === undefined ? { category, trace } : { category, trace, basis },
    ),
    whitelist: first.whitelist,
    factoryEvaluation: categories.map((category, n) => ({
      id: `factory-${n + 1}`,
      scope: { category },
      needed: true,
      whenMissing: holdWhenMissing ? 'hold' : 'tell',
      whenExpired: holdWhenExpired ? 'hold' : 'tell',
      warnDays: 0,
      countsDays: 0,
    })),
    containerLoading: [],
    circulation: [],
    ingredients: [],
    labels: traced.map(({ category, labelTemplate }, n) => ({
      id: `label-${n + 1}`,
      scope: { category },
      template: labelTemplate,
      perUnit: 1,
      perCase: 0,
    })),
  }
  const placeBefore = (place: string) => {
    const [, list, at] = place.split('/')
    if (list === 'factoryEvaluation' && at) return `/factoryEvaluation/categories/${at}`
    if (list === 'labels' && at) return `/categories/${traced[Number(at)]?.at}/labelTemplate`
    return place
  }
  return { rules, placeBefore }
}
