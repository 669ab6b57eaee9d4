import type { RuleSet2 } from '../rule-set-2.ts'
import { inOrder } from '../rules-in-order.ts'
import type { RuleFindings } from './rule-finding.ts'

/** Every traced category has a label rule for all of its goods: of itself, of one above it, or of all goods. */
export function checkLabels(rules: RuleSet2, findings: RuleFindings): void {
  const { labels, above } = inOrder(rules)
  for (const [at, { category, trace }] of rules.categories.entries()) {
    if (trace !== 'trace') continue
    const [any] = labels.wider({ category }, above(category))
    if (!any) findings.error(`/categories/${at}`, 'rule-label-missing', { category })
  }
}
