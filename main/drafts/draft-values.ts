import type { DraftValue } from '../../core/contract/drafts.ts'
import { ruleLists } from '../../core/decision/listed-rules.ts'
import type { RuleSet } from '../../core/decision/rule-set.ts'
import { ruleOfBase } from '../../core/drafts/draft-rule-set.ts'
import {
  type AnyRule,
  type DraftWord,
  formOf,
  idOf,
  placeOf,
  ruleAt,
  ruleOf,
} from '../../core/drafts/draft-word.ts'
import type { Draft } from '../../core/drafts/merge-draft.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'

/** A draft has one form of each rule: of two of the same name one would be lost. Throws `draft-rule-malformed`. */
export function requireOnce(target: RuleSet): void {
  if (target.format !== 'bondmark/rules/2') return
  for (const list of ruleLists) {
    const seen = new Set<string>()
    for (const id of target[list].map(idOf)) {
      const place = placeOf(list, id).slice(0, 80)
      if (seen.has(id)) throw new BondmarkError('draft-rule-malformed', { place, where: '/', why: 'twice' })
      seen.add(id)
    }
  }
}

/** What is written for a value at a place of a draft. Throws `draft-rule-malformed`, `draft-rule-missing`. */
export function valueAt(draft: Draft, base: RuleSet, place: string, value: DraftValue): DraftWord['value'] {
  const malformed = (where: string, why: string) =>
    new BondmarkError('draft-rule-malformed', { place: place.slice(0, 80), where, why: why.slice(0, 200) })
  const at = ruleAt(place)
  if (!at) {
    if (value.do !== 'text' || (place !== 'name' && place !== 'validFrom'))
      throw malformed('/', 'no such place')
    const text = value.text.trim()
    if (text === '' || (place === 'validFrom' && text.length > 40)) throw malformed('/', 'no such value')
    return text
  }
  const before = ruleOfBase(base, draft.base.empty, place)
  const on = formOf(before)
  if (value.do === 'text') throw malformed('/', 'a rule is no text')
  if (value.do !== 'set') {
    const now = draft.rules.get(place)
    if (!before && now?.do !== 'set') throw new BondmarkError('draft-rule-missing', { place })
    return { do: value.do, on }
  }
  const read = ruleOf[at.list].safeParse(value.rule)
  if (!read.success) {
    const issue = read.error.issues[0]
    throw malformed(`/${issue?.path.map(String).join('/') ?? ''}`, issue?.message ?? '')
  }
  const rule = read.data as AnyRule
  if (idOf(rule) !== at.id) throw malformed('id' in rule ? '/id' : '/category', `not ${at.id}`)
  return { do: 'set', rule, on }
}
