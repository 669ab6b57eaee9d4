import {
  RULES_CHANGES_MAX,
  type RulesChange,
  type RulesDiffAnswer,
  type RulesShowAnswer,
} from '../../core/contract/rules.ts'
import { diffRules, fieldSentence, type RuleChange } from '../../core/decision/diff-rules.ts'
import { type ListedRule, listedRules } from '../../core/decision/listed-rules.ts'
import { ruleSentence } from '../../core/decision/rule-sentence.ts'
import type { RuleSet } from '../../core/decision/rule-set.ts'
import type { Language } from '../../core/errors/words.ts'
import { namedSet } from '../../core/rules/approved-rules.ts'

const inBoth = (say: (language: Language) => string) => ({ en: say('en'), 'zh-CN': say('zh-CN') })
const wordsOf = (rule: ListedRule) => inBoth((language) => ruleSentence(rule, language))

/** A rule set in words, rule by rule, in the order in which rules are looked at. */
export function rulesInWords(rules: RuleSet): RulesShowAnswer {
  return {
    format: 'bondmark/rules-show/1',
    ...namedSet(rules),
    rules: listedRules(rules).map((rule) => ({
      list: rule.list,
      id: rule.id,
      at: rule.place,
      words: wordsOf(rule),
    })),
  }
}

/** What another set would change, in words. */
export function rulesDifference(from: RuleSet, to: RuleSet): RulesDiffAnswer {
  const { set, rules } = diffRules(from, to)
  return {
    format: 'bondmark/rules-diff/1',
    from: namedSet(from),
    to: namedSet(to),
    set: set.map((field) => inBoth((language) => fieldSentence(field, language))),
    changes: rules.slice(0, RULES_CHANGES_MAX).map(changeOf),
    more: Math.max(0, rules.length - RULES_CHANGES_MAX),
  }
}

function changeOf(of: RuleChange): RulesChange {
  const { list, id } = of.rule
  const isChanged = of.change === 'changed'
  return {
    kind: of.change,
    list,
    id,
    before: of.change === 'added' ? null : wordsOf(isChanged ? of.before : of.rule),
    after: of.change === 'removed' ? null : wordsOf(of.rule),
    fields: isChanged ? of.fields.map((field) => inBoth((language) => fieldSentence(field, language))) : [],
  }
}
