import type { Detail } from '../errors/bondmark-error.ts'
import type { Code } from '../errors/codes.ts'
import { type Language, wordsFor } from '../errors/words.ts'
import { type ListedRule, listedRules, type RuleListName, ruleLists } from './listed-rules.ts'
import type { RuleSet } from './rule-set.ts'
import { type Scope, scopeFields } from './scope.ts'

const between: Record<Language, string> = { en: ', ', 'zh-CN': '、' }

/** Which goods a scope is about, in words. */
export function scopeWords(scope: Scope, language: Language): string {
  const parts = scopeFields.flatMap((field) => {
    const value = scope[field]
    return value === undefined ? [] : [wordsFor({ code: `scope-${field}`, detail: { value } }, language)]
  })
  return parts.join(between[language]) || wordsFor({ code: 'scope-all', detail: {} }, language)
}

/** A rule as one sentence that says all of it: what is configured is read by people before they approve it. */
export function ruleSentence(of: ListedRule, language: Language): string {
  const say = (code: Code, detail: Detail = {}) => wordsFor({ code, detail }, language)
  const scope = 'scope' in of.rule ? scopeWords(of.rule.scope, language) : ''
  if ('needed' in of.rule && !of.rule.needed) return say(exempted[of.list], { scope })
  const consequence = (what: 'hold' | 'tell') => say(`rule-then-${what}`)
  switch (of.list) {
    case 'categories': {
      const { category, trace, parent, basis } = of.rule
      const told = say(trace === 'trace' ? 'rule-says-traced' : 'rule-says-exempt', { category })
      const below = parent === undefined ? [] : [say('rule-says-below', { parent })]
      const why = basis === undefined ? [] : [say('rule-says-basis', { basis })]
      return [told, ...below, ...why].join(language === 'en' ? ' ' : '')
    }
    case 'whitelist': {
      const { from, until, reason, approvedBy, except } = of.rule
      const detail = { scope, from, until, reason, approvedBy: approvedBy.join(', ') }
      if (!except) return say('rule-says-whitelisted', detail)
      const but = except.map((kind) => say(`kind-${kind}`)).join(between[language])
      return say('rule-says-whitelisted-but', { ...detail, except: but })
    }
    case 'factoryEvaluation': {
      if (!of.rule.needed) return ''
      const { whenMissing, whenExpired, warnDays, countsDays } = of.rule
      const [missing, expired] = [consequence(whenMissing), consequence(whenExpired)]
      return say('rule-says-factory', { scope, missing, expired, warnDays, countsDays })
    }
    case 'containerLoading': {
      if (!of.rule.needed) return ''
      const { supervisionModes, intervalDays, whenNoContainer } = of.rule
      const modes =
        supervisionModes.length === 0 ? say('rule-modes-all') : supervisionModes.join(between[language])
      const often =
        intervalDays === 0 ? say('rule-often-every') : say('rule-often-interval', { days: intervalDays })
      return say('rule-says-loading', { scope, modes, often, missing: consequence(whenNoContainer) })
    }
    case 'circulation': {
      if (!of.rule.needed) return ''
      const { refundRatioMax, soldMin, complaintsMax, reinspectRatioMax } = of.rule
      const told = say('rule-says-circulation', { scope, ratio: refundRatioMax, soldMin })
      const complaints = complaintsMax === null ? [] : [say('rule-says-complaints', { complaintsMax })]
      const again = reinspectRatioMax === null ? [] : [say('rule-says-again', { ratio: reinspectRatioMax })]
      return [told, ...complaints, ...again].join(language === 'en' ? ' ' : '')
    }
    case 'ingredients': {
      if (!of.rule.needed) return ''
      const { lots, level, aql, measure } = of.rule
      return say('rule-says-ingredients', {
        scope,
        lots: say(`rule-lots-${lots}`),
        level,
        aql,
        measure: say(`measure-${measure}`),
      })
    }
    case 'labels': {
      const { template, perUnit, perCase } = of.rule
      return say('rule-says-label', { scope, template, perUnit, perCase })
    }
  }
}

const exempted: Record<RuleListName, Code> = {
  categories: 'rule-says-no-factory',
  whitelist: 'rule-says-no-factory',
  labels: 'rule-says-no-factory',
  factoryEvaluation: 'rule-says-no-factory',
  containerLoading: 'rule-says-no-loading',
  circulation: 'rule-says-no-circulation',
  ingredients: 'rule-says-no-ingredients',
}

/** A chapter of a rule set as people read it. */
export interface RuleChapter {
  readonly list: RuleListName
  readonly title: string
  readonly rules: readonly { readonly id: string; readonly place: string; readonly sentence: string }[]
}

/** A whole rule set in words, list by list; empty lists are there, because that nothing is said is said by that. */
export function ruleContents(ruleSet: RuleSet, language: Language): RuleChapter[] {
  const all = listedRules(ruleSet)
  return ruleLists.map((list) => ({
    list,
    title: listTitle(list, language),
    rules: all
      .filter((one) => one.list === list)
      .map((one) => ({ id: one.id, place: one.place, sentence: ruleSentence(one, language) })),
  }))
}

export const listTitle = (list: RuleListName, language: Language): string =>
  wordsFor({ code: `rules-list-${list}`, detail: {} }, language)
