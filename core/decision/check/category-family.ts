import type { RuleSet2 } from '../rule-set-2.ts'

/** The categories of a rule set with what stands below them. */
export interface CategoryFamily {
  has(category: string): boolean
  /** Whether goods that fit a scope of this category are traced: it is, or one below it that is not among `without`. */
  isTraced(category: string, without: (category: string) => boolean): boolean
}

export function categoryFamily({ categories }: Pick<RuleSet2, 'categories'>): CategoryFamily {
  const rules = new Map(categories.map((rule) => [rule.category, rule]))
  const children = new Map<string, string[]>()
  for (const { category, parent } of categories) {
    if (parent === undefined) continue
    const beside = children.get(parent)
    if (beside) beside.push(category)
    else children.set(parent, [category])
  }
  return {
    has: (category) => rules.has(category),
    isTraced(category, without) {
      const seen = new Set<string>()
      const open = [category]
      for (let at = open.pop(); at !== undefined; at = open.pop()) {
        if (seen.has(at)) continue
        seen.add(at)
        if (rules.get(at)?.trace === 'trace') return true
        for (const child of children.get(at) ?? []) if (!without(child)) open.push(child)
      }
      return false
    },
  }
}
