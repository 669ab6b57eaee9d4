import type { Asn, PlanLine } from '../plan/asn.ts'
import type { Decision, Reason, Rule, Verdict } from './decision.ts'
import { judgeFactory } from './factory-evaluation.ts'
import type { Finding } from './finding.ts'
import type { DecisionHistory } from './history.ts'
import type { CategoryRule, RuleSet } from './rule-set.ts'
import { consultWhitelist } from './whitelist.ts'

/** What a decision goes by. */
export interface Question {
  readonly line: PlanLine
  readonly asn: Pick<Asn, 'asn' | 'seller'>
  readonly ruleSet: RuleSet
  /** `ruleSetHash(ruleSet)`: handed in, because it is the same for thousands of lines. */
  readonly ruleSetHash: string
  /** RFC 3339 with offset. Rules count whole days, and the day is the one written here: that of the warehouse. */
  readonly at: string
  readonly history: DecisionHistory
}

// One look-up table a rule set, kept as long as the rule set itself: 3,700 categories are not searched for each line.
const tables = new WeakMap<RuleSet, ReadonlyMap<string, CategoryRule>>()

function categoryRuleOf(rules: RuleSet, category: string): CategoryRule | undefined {
  let table = tables.get(rules)
  if (!table) {
    table = new Map(rules.categories.map((r) => [r.category, r]))
    tables.set(rules, table)
  }
  return table.get(category)
}

function judgeCategory(found: CategoryRule | undefined, category: string): Finding {
  const saw = { category }
  if (!found) return { said: 'category-unknown', saw, verdict: 'refuse' }
  if (found.trace === 'exempt') return { said: 'category-exempt', saw, verdict: 'exempt' }
  return { said: 'category-traced', saw, verdict: null }
}

const day = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/

/**
 * The rules' verdict on one inbound line and lot (DESIGN §8), with a reason for every rule that was looked at, in order:
 * category access (not in the rules → refuse; exempt) → whitelist → factory evaluation (hold) → label. The first rule
 * that settles the matter is the last one looked at. Pure: no clock, no look-up outside of what is handed in.
 * @throws RangeError when `at` is not an RFC 3339 time
 */
export function decide(question: Question): Decision {
  const { line, asn, ruleSet, at, history } = question
  const today = day.exec(at)?.[1]
  if (today === undefined) throw new RangeError(`not an RFC 3339 time: ${at}`)
  const reasons: Reason[] = []
  const look = (rule: Rule, { said, saw, verdict }: Finding): Verdict | null => {
    reasons.push({ rule, saw, said })
    return verdict
  }
  const judge = (): Verdict => {
    const category = categoryRuleOf(ruleSet, line.category)
    const access = look('category-access', judgeCategory(category, line.category))
    if (access) return access
    const listed = look('whitelist', consultWhitelist(ruleSet.whitelist, line, asn.seller, today))
    if (listed) return listed
    const factory = look('factory-evaluation', judgeFactory(ruleSet, line, history, today))
    if (factory) return factory
    const template = category?.trace === 'trace' ? category.labelTemplate : ''
    look('label', { said: 'label-each-unit', saw: { template }, verdict: 'label' })
    return 'label'
  }
  const verdict = judge()
  return {
    asn: asn.asn,
    line: line.line,
    lot: line.lot,
    decision: verdict,
    reasons,
    ruleSet: question.ruleSetHash,
  }
}

/** Decides every line of the plans, in their order. */
export function decideAll(
  plans: readonly Asn[],
  rules: Pick<Question, 'ruleSet' | 'ruleSetHash' | 'at' | 'history'>,
): Decision[] {
  return plans.flatMap((asn) => asn.lines.map((line) => decide({ ...rules, asn, line })))
}

/** The template for units of a category; `null` when its goods get no label. */
export function labelTemplateFor(rules: RuleSet, category: string): string | null {
  const found = categoryRuleOf(rules, category)
  return found?.trace === 'trace' ? found.labelTemplate : null
}
