import type { RuleSet2 } from '../rule-set-2.ts'
import { categoryDepthMax } from '../rules-in-order.ts'
import { valuesOfNoPlan } from './plan-value.ts'
import type { RuleFindings } from './rule-finding.ts'

/** Each category once, each parent known, no circle, not too deep. */
export function checkCategories({ categories }: RuleSet2, findings: RuleFindings): void {
  const parents = new Map(categories.map(({ category, parent }) => [category, parent]))
  const seen = new Set<string>()
  for (const [at, { category, parent }] of categories.entries()) {
    const place = `/categories/${at}`
    for (const { field, value } of valuesOfNoPlan({ category }))
      findings.error(`${place}/category`, 'rule-value-never', { rule: category, field, value })
    if (seen.has(category)) findings.error(place, 'rule-category-twice', { category })
    seen.add(category)
    if (parent === undefined) continue
    if (!parents.has(parent)) {
      findings.error(`${place}/parent`, 'rule-parent-unknown', { category, parent })
      continue
    }
    let above: string | undefined = category
    for (let depth = 0; depth < categoryDepthMax && above !== undefined; depth++) above = parents.get(above)
    if (above !== undefined)
      findings.error(`${place}/parent`, 'rule-parents-circle', { category, levels: categoryDepthMax })
  }
}
