import {
  RULES_CHANGES_MAX,
  type RulesChange,
  type RulesDiffAnswer,
  type RulesShowAnswer,
  type RuleWords,
} from '../../core/contract/rules.ts'
import type { RuleSet } from '../../core/decision/rule-set.ts'
import { namedSet } from '../../core/rules/approved-rules.ts'

/** A rule set in words, rule by rule, in the order in which rules are looked at. */
export function rulesInWords(rules: RuleSet): RulesShowAnswer {
  return { format: 'bondmark/rules-show/1', ...namedSet(rules), rules: wordsOf(rules) }
}

/** What another set would change, in words. */
export function rulesDifference(from: RuleSet, to: RuleSet): RulesDiffAnswer {
  const key = ({ group, id }: RuleWords) => `${group} ${id}`
  const before = new Map(wordsOf(from).map((rule) => [key(rule), rule]))
  const after = new Map(wordsOf(to).map((rule) => [key(rule), rule]))
  const changes: RulesChange[] = []
  for (const [name, rule] of new Map([...before, ...after])) {
    const [was, is] = [before.get(name) ?? null, after.get(name) ?? null]
    if (was && is && JSON.stringify(was.sentence) === JSON.stringify(is.sentence)) continue
    changes.push({
      kind: was ? (is ? 'changed' : 'removed') : 'added',
      group: rule.group,
      id: rule.id,
      before: was?.sentence ?? null,
      after: is?.sentence ?? null,
    })
  }
  return {
    format: 'bondmark/rules-diff/1',
    from: namedSet(from),
    to: namedSet(to),
    changes: changes.slice(0, RULES_CHANGES_MAX),
    more: Math.max(0, changes.length - RULES_CHANGES_MAX),
  }
}

function wordsOf(rules: RuleSet): RuleWords[] {
  const words: RuleWords[] = []
  const put = (group: RuleWords['group'], id: string, at: string, rule: object) =>
    words.push({ group, id, at, sentence: { code: 'rule-as-written', detail: { id, rule: textOf(rule) } } })
  rules.categories.forEach((rule, i) => {
    put('access', rule.category, `/categories/${i}`, rule)
  })
  rules.whitelist.forEach((rule, i) => {
    put('whitelist', rule.id, `/whitelist/${i}`, rule)
  })
  if (rules.format === 'bondmark/rules/1') {
    put('factory-evaluation', 'factory-evaluation', '/factoryEvaluation', rules.factoryEvaluation)
    return words
  }
  const lists = [
    ['factory-evaluation', 'factoryEvaluation'],
    ['container-loading', 'containerLoading'],
    ['circulation', 'circulation'],
    ['ingredients', 'ingredients'],
    ['labels', 'labels'],
  ] as const
  for (const [group, member] of lists)
    rules[member].forEach((rule, i) => {
      put(group, rule.id, `/${member}/${i}`, rule)
    })
  return words
}

const textOf = (rule: object): string =>
  Object.entries(rule)
    .filter(([name]) => name !== 'id')
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(', ')
