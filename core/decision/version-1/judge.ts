import type { Reason, Rule, Verdict } from '../decision.ts'
import type { Finding } from '../finding.ts'
import type { Question } from '../question.ts'
import { judgeFactory } from './factory-evaluation.ts'
import type { CategoryRule1, RuleSet1 } from './rule-set.ts'
import { consultWhitelist } from './whitelist.ts'

// One look-up table a rule set, kept as long as the rule set itself: 3,700 categories are not searched for each line.
const tables = new WeakMap<RuleSet1, ReadonlyMap<string, CategoryRule1>>()

function categoryRuleOf(rules: RuleSet1, category: string): CategoryRule1 | undefined {
  let table = tables.get(rules)
  if (!table) {
    table = new Map(rules.categories.map((r) => [r.category, r]))
    tables.set(rules, table)
  }
  return table.get(category)
}

function judgeCategory(found: CategoryRule1 | undefined, category: string): Finding {
  const saw = { category }
  if (!found) return { said: 'category-unknown', saw, verdict: 'refuse' }
  if (found.trace === 'exempt') return { said: 'category-exempt', saw, verdict: 'exempt' }
  return { said: 'category-traced', saw, verdict: null }
}

/** The label of a category's goods: one for each unit. */
export function labelByFirst(rules: RuleSet1, category: string): Finding {
  const found = categoryRuleOf(rules, category)
  return {
    said: 'label-each-unit',
    saw: { template: found?.trace === 'trace' ? found.labelTemplate : '' },
    verdict: 'label',
  }
}

/**
 * The verdict of a `bondmark/rules/1` set: category access → whitelist → factory evaluation (hold) → label. The first
 * rule that settles the matter is the last one looked at. What it says stays as it was, to the byte: decisions that
 * are on record were made so.
 */
export function judgeByFirst(
  { line, asn, history }: Question,
  ruleSet: RuleSet1,
  today: string,
): { readonly verdict: Verdict; readonly reasons: readonly Reason[] } {
  const reasons: Reason[] = []
  const look = (rule: Rule, { said, saw, verdict }: Finding): Verdict | null => {
    reasons.push({ rule, saw, said })
    return verdict
  }
  const category = categoryRuleOf(ruleSet, line.category)
  const verdict =
    look('category-access', judgeCategory(category, line.category)) ??
    look('whitelist', consultWhitelist(ruleSet.whitelist, line, asn.seller, today)) ??
    look('factory-evaluation', judgeFactory(ruleSet, line, history, today)) ??
    look('label', labelByFirst(ruleSet, line.category)) ??
    'label'
  return { verdict, reasons }
}
