import { shownValue } from '../plan/plan-problem.ts'

/** A field of a row before and after, safe to show; empty where there was, or is, none. */
export interface FieldChange {
  readonly field: string
  readonly before: string
  readonly after: string
}

/**
 * What differs between two rows in canonical form, or all of a row that is new or gone; by field name, names language by
 * language.
 */
export function fieldChanges(before: string | undefined, after: string | undefined): FieldChange[] {
  const [was, is] = [flat(before), flat(after)]
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort()
  return fields
    .filter((field) => was[field] !== is[field])
    .map((field) => ({ field, before: shownValue(was[field] ?? ''), after: shownValue(is[field] ?? '') }))
}

/** Names of several languages are fields of their own: one translation changes without the others. */
function flat(body: string | undefined): Readonly<Record<string, string>> {
  const { names = {}, ...rest } = JSON.parse(body ?? '{}') as { names?: Record<string, string> }
  const named = Object.entries(names).map(([language, name]) => [`names.${language}`, name] as const)
  return Object.fromEntries(
    [...Object.entries(rest), ...named].map(([field, value]) => [
      field,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )
}
