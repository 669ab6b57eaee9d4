import type { CategoryRule2, RuleSet2 } from './rule-set-2.ts'
import { ScopeIndex } from './scope.ts'

/** How many categories may stand above one another; a circle of parents ends here, and `checkRules` names it. */
export const categoryDepthMax = 8

/** A rule set put in order for many lines: what is asked of each line costs the same, however many rules there are. */
export interface RulesInOrder {
  readonly categories: ReadonlyMap<string, CategoryRule2>
  /** A category and those above it, the nearest first. */
  above(category: string): readonly string[]
  readonly whitelist: ScopeIndex<RuleSet2['whitelist'][number]>
  readonly factoryEvaluation: ScopeIndex<RuleSet2['factoryEvaluation'][number]>
  readonly containerLoading: ScopeIndex<RuleSet2['containerLoading'][number]>
  readonly circulation: ScopeIndex<RuleSet2['circulation'][number]>
  readonly ingredients: ScopeIndex<RuleSet2['ingredients'][number]>
  readonly labels: ScopeIndex<RuleSet2['labels'][number]>
}

const made = new WeakMap<RuleSet2, RulesInOrder>()

/** Kept as long as the rule set itself. */
export function inOrder(rules: RuleSet2): RulesInOrder {
  const known = made.get(rules)
  if (known) return known
  const categories = new Map(rules.categories.map((rule) => [rule.category, rule]))
  const lineages = new Map<string, readonly string[]>()
  const ordered: RulesInOrder = {
    categories,
    above(category) {
      let lineage = lineages.get(category)
      if (!lineage) {
        lineage = lineageOf(category, categories)
        // What no rule knows is not kept: a plan may name anything.
        if (categories.has(category)) lineages.set(category, lineage)
      }
      return lineage
    },
    whitelist: new ScopeIndex(rules.whitelist),
    factoryEvaluation: new ScopeIndex(rules.factoryEvaluation),
    containerLoading: new ScopeIndex(rules.containerLoading),
    circulation: new ScopeIndex(rules.circulation),
    ingredients: new ScopeIndex(rules.ingredients),
    labels: new ScopeIndex(rules.labels),
  }
  made.set(rules, ordered)
  return ordered
}

function lineageOf(category: string, categories: ReadonlyMap<string, CategoryRule2>): string[] {
  const lineage = [category]
  for (let depth = 1; depth < categoryDepthMax; depth++) {
    const parent = categories.get(lineage.at(-1) ?? '')?.parent
    if (parent === undefined) break
    lineage.push(parent)
  }
  return lineage
}
