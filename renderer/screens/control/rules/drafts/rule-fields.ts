import type { RuleWords } from '../../../../../core/contract/rules.ts'

export type ListName = RuleWords['list']

/** A value of a rule that people change on the screen. */
export interface RuleField {
  readonly name: string
  /** `optional`: an empty number says `null`. */
  readonly kind: 'text' | 'number' | 'optional' | 'people' | 'choice'
  readonly options?: readonly string[]
}

const text = (name: string): RuleField => ({ name, kind: 'text' })
const number = (name: string): RuleField => ({ name, kind: 'number' })
const optional = (name: string): RuleField => ({ name, kind: 'optional' })
const choice = (name: string, ...options: string[]): RuleField => ({ name, kind: 'choice', options })
const hold = ['hold', 'tell']

/** What of a rule is changed live, by list. Anything else is written with the command line or as a file. */
export const ruleFields: Readonly<Record<ListName, readonly RuleField[]>> = {
  categories: [choice('trace', 'trace', 'exempt'), text('basis')],
  whitelist: [text('from'), text('until'), text('reason'), { name: 'approvedBy', kind: 'people' }],
  factoryEvaluation: [
    choice('whenMissing', ...hold),
    choice('whenExpired', ...hold),
    number('warnDays'),
    number('countsDays'),
  ],
  containerLoading: [number('intervalDays'), choice('whenNoContainer', ...hold)],
  circulation: [
    number('refundRatioMax'),
    number('soldMin'),
    optional('complaintsMax'),
    optional('reinspectRatioMax'),
  ],
  ingredients: [
    choice('lots', 'every', 'first'),
    choice('level', 'S-1', 'S-2', 'S-3', 'S-4', 'I', 'II', 'III'),
    text('aql'),
    choice('measure', 'percent-nonconforming', 'nonconformities-per-100-units'),
  ],
  labels: [number('perUnit'), number('perCase')],
}

/** Which goods a new whitelist entry is about. */
export const scopeNames = ['brand', 'category', 'seller', 'manufacturer', 'gtin', 'lot', 'origin'] as const

type Values = Readonly<Record<string, string>>
type Rule = Readonly<Record<string, unknown>>

const shown = (value: unknown): string =>
  Array.isArray(value) ? value.join(', ') : value === null || value === undefined ? '' : String(value)

/** A rule's values as texts to edit. */
export const valuesOf = (list: ListName, rule: Rule): Values =>
  Object.fromEntries(ruleFields[list].map(({ name }) => [name, shown(rule[name])]))

/** The rule with its values as they were edited; what is no number is handed on as it is, and refused by the station in words. */
export function withValues(list: ListName, rule: Rule, values: Values): Rule {
  const made: Record<string, unknown> = { ...rule }
  for (const { name, kind } of ruleFields[list]) {
    const value = (values[name] ?? '').trim()
    if (kind === 'people') made[name] = value.split(/[,，、;；\s]+/).filter((each) => each !== '')
    else if (kind === 'optional' && value === '') made[name] = null
    else if (kind === 'number' || kind === 'optional') made[name] = value === '' ? null : Number(value)
    else if (value !== '' || name !== 'basis') made[name] = value
    else delete made[name]
  }
  return made
}
