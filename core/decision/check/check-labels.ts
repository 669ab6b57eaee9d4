import { isPrinted } from '../labels-asked.ts'
import type { RuleSet2 } from '../rule-set-2.ts'
import { inOrder } from '../rules-in-order.ts'
import type { RuleFindings } from './rule-finding.ts'

/**
 * Labels that no station prints are told of, because their goods are stopped at the scan; and every traced category has a label rule for all of its goods: of itself, of one above it, or of all goods.
 */
export function checkLabels(rules: RuleSet2, findings: RuleFindings): void {
  const { labels, above } = inOrder(rules)
  for (const [at, { category, trace }] of rules.categories.entries()) {
    if (trace !== 'trace') continue
    const [any] = labels.wider({ category }, above(category))
    if (!any) findings.error(`/categories/${at}`, 'rule-label-missing', { category })
  }
  for (const [at, { id, perUnit, perCase }] of rules.labels.entries()) {
    if (isPrinted({ perUnit, perCase })) continue
    const place = `/labels/${at}/${perUnit === 1 ? 'perCase' : 'perUnit'}`
    findings.warn(place, 'rule-label-count', { rule: id, perUnit, perCase })
  }
}
