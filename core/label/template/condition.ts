import type { Values } from './fields.ts'
import type { LabelLanguage } from './label-kind.ts'
import type { Condition } from './template-schema.ts'

function holds(condition: Condition, values: Values, language: LabelLanguage): boolean {
  if ('languages' in condition) return condition.languages.includes(language)
  const value = values[condition.field] ?? null
  if ('equals' in condition) return value === condition.equals
  if (condition.is === 'present') return value !== null
  if (condition.is === 'absent') return value === null
  return value === (condition.is === 'true')
}

/** Whether an element is drawn on a label in this language that holds these values. */
export const allHold = (
  when: readonly Condition[] | undefined,
  values: Values,
  language: LabelLanguage,
): boolean => when === undefined || when.every((condition) => holds(condition, values, language))
