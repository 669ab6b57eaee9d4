import type { Asked } from './asked.ts'
import type { Reason, Verdict } from './decision.ts'
import { judgeLabel } from './label-rule.ts'
import type { Question } from './question.ts'
import { inOrder } from './rules-in-order.ts'
import { goodsOf } from './scope.ts'
import { labelByFirst } from './version-1/judge.ts'
import { consultWhitelist } from './whitelist.ts'

/**
 * What becomes of a line that a sampling holds once somebody has waived all that was demanded: whitelisted goods go on as
 * they would have without the samplings that their entry excepts, and others get the labels that the rules name. `hold`
 * where no label rule fits: that is nobody's to waive.
 */
export function pastSamplings(question: Question): {
  readonly verdict: Verdict
  readonly reasons: readonly Reason[]
} {
  const { line, asn, lotSize, history, ruleSet, at } = question
  if (ruleSet.format === 'bondmark/rules/1') {
    const { said, saw } = labelByFirst(ruleSet, line.category)
    return { verdict: 'label', reasons: [{ rule: 'label', said, saw }] }
  }
  const ordered = inOrder(ruleSet)
  const goods = goodsOf(line, asn.seller, ordered.above(line.category))
  const today = at.slice(0, 10)
  const asked: Asked = { line, asn, lotSize, history, rules: ruleSet, ordered, goods, today }
  if (consultWhitelist(asked).listed) return { verdict: 'whitelisted', reasons: [] }
  const { said, saw, verdict } = judgeLabel(asked)
  return { verdict: verdict ?? 'label', reasons: [{ rule: 'label', said, saw }] }
}
