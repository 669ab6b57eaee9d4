import { shownValue } from '../plan/plan-problem.ts'

/** A field of a row before and after, safe to show; empty where there was, or is, none. */
export interface FieldChange {
  readonly field: string
  readonly before: string
  readonly after: string
}

const shown = (value: unknown): string =>
  value === undefined ? '' : shownValue(typeof value === 'string' ? value : JSON.stringify(value))

/** What differs between two rows, or all of a row that is new or gone; by field name, names language by language. */
export function fieldChanges(before: object | null, after: object | null): FieldChange[] {
  const [was, is] = [flat(before ?? {}), flat(after ?? {})]
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort()
  return fields
    .map((field) => ({ field, before: shown(was[field]), after: shown(is[field]) }))
    .filter((change) => change.before !== change.after)
}

/** Names of several languages are fields of their own: one translation changes without the others. */
function flat(row: object): Record<string, unknown> {
  const { names = {}, ...rest } = row as { names?: Record<string, string> }
  const named = Object.entries(names).map(([language, name]) => [`names.${language}`, name])
  return { ...rest, ...Object.fromEntries(named) }
}
