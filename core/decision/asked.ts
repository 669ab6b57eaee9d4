import type { Question } from './question.ts'
import type { RuleSet2 } from './rule-set-2.ts'
import type { RulesInOrder } from './rules-in-order.ts'
import type { Goods } from './scope.ts'

/** A question as the rules of a `bondmark/rules/2` set look at it. */
export interface Asked extends Omit<Question, 'ruleSet' | 'ruleSetHash' | 'at'> {
  readonly rules: RuleSet2
  readonly ordered: RulesInOrder
  readonly goods: Goods
  /** `YYYY-MM-DD`: the day at the warehouse. */
  readonly today: string
}
