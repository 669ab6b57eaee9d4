import { type Language, wordsFor } from '../errors/words.ts'
import { type ListedRule, listedRules, type RuleListName } from './listed-rules.ts'
import { listTitle, ruleSentence } from './rule-sentence.ts'
import type { RuleSet } from './rule-set.ts'

/** One value of a rule that is not what it was; `null`: there was none, or is none any more. */
export interface ChangedField {
  /** The member's name, those of a scope as `scope.brand`. */
  readonly field: string
  readonly before: string | null
  readonly after: string | null
}

/** What became of one rule between two rule sets. */
export type RuleChange =
  | { readonly change: 'added'; readonly rule: ListedRule }
  | { readonly change: 'removed'; readonly rule: ListedRule }
  | {
      readonly change: 'changed'
      readonly before: ListedRule
      readonly rule: ListedRule
      readonly fields: readonly ChangedField[]
    }

export interface RulesDiff {
  /** Of the set as a whole: name, version, first day. */
  readonly set: readonly ChangedField[]
  readonly rules: readonly RuleChange[]
}

const shown = (value: unknown) => (Array.isArray(value) ? value.join(', ') : String(value))

function fieldsOf(rule: object, prefix = ''): [string, string][] {
  return Object.entries(rule).flatMap(([name, value]): [string, string][] => {
    if (value === undefined) return []
    const isScope = value !== null && typeof value === 'object' && !Array.isArray(value)
    return isScope ? fieldsOf(value, `${prefix}${name}.`) : [[`${prefix}${name}`, shown(value)]]
  })
}

function changedFields(before: object, after: object): ChangedField[] {
  const [old, now] = [new Map(fieldsOf(before)), new Map(fieldsOf(after))]
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((field) => ({ field, before: old.get(field) ?? null, after: now.get(field) ?? null }))
    .filter((one) => one.before !== one.after)
}

const keyOf = ({ list, id }: ListedRule) => `${list} ${id}`
const headOf = ({ name, version, ...rest }: RuleSet) => ({
  name,
  version,
  ...('validFrom' in rest ? { validFrom: rest.validFrom } : {}),
})

/**
 * What is different between two rule sets, of either format, rule by rule: a rule is the same one when its list and id are.
 * The order of rules in a list means nothing and is no difference. Removed rules stand before what is now in their list.
 */
export function diffRules(before: RuleSet, after: RuleSet): RulesDiff {
  const old = new Map(listedRules(before).map((rule) => [keyOf(rule), rule]))
  const now = listedRules(after)
  const left = new Set(now.map(keyOf))
  const removed = [...old.values()].filter((rule) => !left.has(keyOf(rule)))
  const rest = now.flatMap((rule): RuleChange[] => {
    const was = old.get(keyOf(rule))
    if (!was) return [{ change: 'added', rule }]
    const fields = changedFields(was.rule, rule.rule)
    return fields.length === 0 ? [] : [{ change: 'changed', before: was, rule, fields }]
  })
  return {
    set: changedFields(headOf(before), headOf(after)),
    rules: [...removed.map((rule): RuleChange => ({ change: 'removed', rule })), ...rest],
  }
}

/** A changed value in words. */
export function fieldSentence({ field, before, after }: ChangedField, language: Language): string {
  if (before === null)
    return wordsFor({ code: 'rules-field-added', detail: { field, after: after ?? '' } }, language)
  if (after === null) return wordsFor({ code: 'rules-field-removed', detail: { field, before } }, language)
  return wordsFor({ code: 'rules-field-changed', detail: { field, before, after } }, language)
}

/** A change in words: what was added or removed says all of itself, what was changed each of its values. */
export function changeSentence(of: RuleChange, language: Language): string {
  const list: RuleListName = of.rule.list
  const says =
    of.change === 'changed'
      ? of.fields.map((field) => fieldSentence(field, language)).join(language === 'en' ? '; ' : '；')
      : ruleSentence(of.rule, language)
  const detail = { list: listTitle(list, language), rule: of.rule.id, says }
  return wordsFor({ code: `rules-rule-${of.change}`, detail }, language)
}
