import { type RuleListName, ruleLists } from '../decision/listed-rules.ts'
import type { RuleSet } from '../decision/rule-set.ts'
import type { RuleSet2 } from '../decision/rule-set-2.ts'
import { asSecond } from '../decision/version-1/as-second.ts'
import { canonicalBytes } from '../statement/canonical-json.ts'
import { type AnyRule, type DraftWord, formOf, idOf, placeOf, type RuleEdit, ruleAt } from './draft-word.ts'
import type { Draft } from './merge-draft.ts'

/** A set of either format as one that can be edited: a draft is always of the second. */
const editable = (rules: RuleSet): RuleSet2 =>
  rules.format === 'bondmark/rules/1' ? asSecond(rules).rules : rules

const nothing = Object.fromEntries(ruleLists.map((list) => [list, []])) as unknown as Pick<
  RuleSet2,
  RuleListName
>

type Lists = { readonly [list in RuleListName]: readonly AnyRule[] }
type Whole = Pick<Draft, 'base' | 'name' | 'validFrom' | 'rules'>

/** The rules that a draft starts from. */
const startOf = (base: RuleSet, empty: boolean): RuleSet2 => ({
  ...editable(base),
  ...(empty && nothing),
})

/**
 * The rule set that a draft makes of its base: rules of the base in their order, as they were edited; new ones behind them, by id. It is
 * the next version of its base; under another name it begins at 1. Whether it makes sense, `checkRules` says; a conflict stands in it
 * in the form that is shown.
 */
export function draftRules(draft: Whole, base: RuleSet): RuleSet2 {
  const start = startOf(base, draft.base.empty)
  const name = draft.name ?? start.name
  return {
    format: 'bondmark/rules/2',
    name,
    version: name === start.name ? start.version + 1 : 1,
    validFrom: draft.validFrom ?? start.validFrom,
    ...editedLists(start, draft.rules),
  }
}

function editedLists(start: Lists, edits: Draft['rules']): Pick<RuleSet2, RuleListName> {
  const lists = ruleLists.map((list) => {
    const left = new Map(
      [...edits].flatMap(([place, edit]) => {
        const at = ruleAt(place)
        return at?.list === list ? [[at.id, edit] as const] : []
      }),
    )
    const kept = start[list].flatMap((rule) => {
      const edit = left.get(idOf(rule))
      left.delete(idOf(rule))
      if (!edit || edit.do === 'base') return [rule]
      return edit.do === 'set' ? [edit.rule] : []
    })
    const added = [...left]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, edit]) => (edit.do === 'set' ? [edit.rule] : []))
    return [list, [...kept, ...added]]
  })
  // Each rule was read by the schema of its own list.
  return Object.fromEntries(lists) as Pick<RuleSet2, RuleListName>
}

/** The draft's rule set as the bytes that two people approve: RFC 8785. */
export const draftBytes = (draft: Whole, base: RuleSet): Uint8Array => canonicalBytes(draftRules(draft, base))

/** What has to be written at the places of a draft so that it becomes this set: only what differs from its base. */
export function editsTo(
  target: RuleSet,
  base: RuleSet,
  empty: boolean,
): { place: string; value: DraftWord['value'] }[] {
  const [from, to] = [startOf(base, empty), editable(target)]
  const heads = (['name', 'validFrom'] as const)
    .filter((field) => from[field] !== to[field])
    .map((field) => ({ place: field, value: to[field] }))
  const edits = ruleLists.flatMap((list) => {
    const before = new Map((from[list] as readonly AnyRule[]).map((rule) => [idOf(rule), rule]))
    const now = new Map((to[list] as readonly AnyRule[]).map((rule) => [idOf(rule), rule]))
    const gone = [...before].flatMap(([id, rule]): [string, RuleEdit][] =>
      now.has(id) ? [] : [[id, { do: 'remove', on: formOf(rule) }]],
    )
    const set = [...now].flatMap(([id, rule]): [string, RuleEdit][] => {
      const on = formOf(before.get(id) ?? null)
      return on === formOf(rule) ? [] : [[id, { do: 'set', rule, on }]]
    })
    return [...gone, ...set].map(([id, value]) => ({ place: placeOf(list, id), value }))
  })
  return [...heads, ...edits]
}

/** The form that a base has at a place; null when it has none there. */
export function ruleOfBase(base: RuleSet, empty: boolean, place: string): AnyRule | null {
  const at = ruleAt(place)
  if (!at) return null
  const rules: readonly AnyRule[] = startOf(base, empty)[at.list]
  return rules.find((rule) => idOf(rule) === at.id) ?? null
}

/** Places that were edited on another form of the base than it has now: what was changed there meanwhile is put back by the draft. */
export function editedOnOther(draft: Whole, base: RuleSet): string[] {
  const start = startOf(base, draft.base.empty)
  const forms = new Map<string, AnyRule>(
    ruleLists.flatMap((list) =>
      (start[list] as readonly AnyRule[]).map((rule) => [placeOf(list, idOf(rule)), rule] as const),
    ),
  )
  return [...draft.rules]
    .filter(([place, edit]) => edit.do !== 'base' && edit.on !== formOf(forms.get(place) ?? null))
    .map(([place]) => place)
    .sort()
}
