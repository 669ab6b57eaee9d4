import type { RuleSet } from './rule-set.ts'
import type { RuleSet2 } from './rule-set-2.ts'
import { type ScopedList, scopedLists } from './scoped-lists.ts'
import { asSecond } from './version-1/as-second.ts'

export const ruleLists = ['categories', ...scopedLists] as const
export type RuleListName = 'categories' | ScopedList

/** A rule with where it stands. */
export type ListedRule = {
  [list in RuleListName]: {
    readonly list: list
    /** Its id; of a category, its name. Within its list it tells the rule from all others, over versions too. */
    readonly id: string
    /** JSON pointer into the rule set's file. */
    readonly place: string
    readonly rule: RuleSet2[list][number]
  }
}[RuleListName]

/** All rules of a set of either format, in the order of the second one's file. */
export function listedRules(ruleSet: RuleSet): ListedRule[] {
  if (ruleSet.format === 'bondmark/rules/1') {
    const { rules, placeBefore } = asSecond(ruleSet)
    return listedRules(rules).map((one) => ({ ...one, place: placeBefore(one.place) }))
  }
  return ruleLists.flatMap((list) =>
    ruleSet[list].map((rule, at) => {
      const id = 'id' in rule ? rule.id : rule.category
      return { list, id, place: `/${list}/${at}`, rule } as ListedRule
    }),
  )
}
