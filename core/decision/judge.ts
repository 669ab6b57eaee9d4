import type { Asked } from './asked.ts'
import { judgeCirculation } from './circulation.ts'
import { judgeLoading } from './container-loading.ts'
import type { Reason, Rule, Verdict } from './decision.ts'
import type { DemandKind } from './demand-kind.ts'
import { judgeFactory } from './factory-evaluation.ts'
import type { Finding } from './finding.ts'
import { judgeIngredients } from './ingredients.ts'
import { judgeLabel } from './label-rule.ts'
import type { Question } from './question.ts'
import type { RuleSet2 } from './rule-set-2.ts'
import { inOrder } from './rules-in-order.ts'
import { goodsOf } from './scope.ts'
import { consultWhitelist } from './whitelist.ts'

const samplings: readonly (readonly [DemandKind, (asked: Asked) => Finding])[] = [
  ['factory-evaluation', judgeFactory],
  ['container-loading-supervision', judgeLoading],
  ['circulation-inspection', judgeCirculation],
  ['ingredient-inspection', judgeIngredients],
]

function judgeAccess({ ordered, line: { category } }: Asked): Finding {
  const found = ordered.categories.get(category)
  if (!found) return { said: 'category-unknown', saw: { category }, verdict: 'refuse' }
  if (found.trace === 'exempt') return { said: 'category-exempt', saw: { category }, verdict: 'exempt' }
  return { said: 'category-traced', saw: { category }, verdict: null }
}

/**
 * The verdict of a `bondmark/rules/2` set: category access (not in the rules → refuse; exempt) → whitelist → all four
 * samplings, so that everything that holds the goods is known at once → label. Whitelisted goods skip the samplings
 * and the label, but for the samplings that the entry excepts.
 */
export function judge(
  question: Question,
  rules: RuleSet2,
  today: string,
): { readonly verdict: Verdict; readonly reasons: readonly Reason[] } {
  const { line, asn, lotSize, history } = question
  const ordered = inOrder(rules)
  const goods = goodsOf(line, asn.seller, ordered.above(line.category))
  const asked: Asked = { line, asn, lotSize, history, rules, ordered, goods, today }
  const reasons: Reason[] = []
  const look = (rule: Rule, { said, saw, verdict }: Finding): Verdict | null => {
    reasons.push({ rule, saw, said })
    return verdict
  }
  const access = look('category-access', judgeAccess(asked))
  if (access) return { verdict: access, reasons }
  const { finding, listed } = consultWhitelist(asked)
  look('whitelist', finding)
  let isHeld = false
  for (const [kind, judgeSampling] of samplings)
    if (!listed || listed.except.has(kind)) isHeld = look(kind, judgeSampling(asked)) === 'hold' || isHeld
  if (isHeld) return { verdict: 'hold', reasons }
  if (listed) return { verdict: 'whitelisted', reasons }
  return { verdict: look('label', judgeLabel(asked)) ?? 'label', reasons }
}
