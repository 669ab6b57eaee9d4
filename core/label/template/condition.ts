import type { Values } from './fields.ts'
import type { Condition } from './template-schema.ts'

function holds(condition: Condition, values: Values): boolean {
  const value = values[condition.field] ?? null
  if ('equals' in condition) return value === condition.equals
  if (condition.is === 'present') return value !== null
  if (condition.is === 'absent') return value === null
  return value === (condition.is === 'true')
}

/** Whether an element is drawn on a label that holds these values. */
export const allHold = (when: readonly Condition[] | undefined, values: Values): boolean =>
  when === undefined || when.every((condition) => holds(condition, values))
