import type { Asn, PlanLine } from './asn.ts'
import { lineKey } from './asn.ts'
import type { PlanField } from './field-columns.ts'

/** A field whose content is not what it was, as text that can be shown (an empty text: nothing was given). */
export interface FieldChange {
  readonly field: PlanField
  readonly before: string
  readonly after: string
}

/** What a new revision of an ASN does to the one before. All parts empty: the same content. */
export interface PlanDiff {
  readonly head: readonly FieldChange[]
  readonly added: readonly PlanLine[]
  readonly removed: readonly PlanLine[]
  readonly changed: readonly {
    readonly line: string
    readonly lot: string
    readonly changes: readonly FieldChange[]
  }[]
}

const shown = (value: unknown): string =>
  value === null || value === undefined
    ? ''
    : Array.isArray(value)
      ? [...value].sort().join(' ')
      : String(value)

function fieldChanges<Part extends object>(
  before: Part,
  after: Part,
  fields: readonly (keyof Part & PlanField)[],
): FieldChange[] {
  return fields
    .map((field) => ({ field, before: shown(before[field]), after: shown(after[field]) }))
    .filter((change) => change.before !== change.after)
}

const fieldsOf = <Part extends object>(part: Part) => Object.keys(part) as (keyof Part)[]

/** What is another in a line; its line and lot are what it is found by, so they are the same. */
export function lineChanges(before: PlanLine, after: PlanLine): FieldChange[] {
  return fieldChanges(before, after, fieldsOf(after))
}

/** What is another in the head of an ASN: the columns that every row of it shares. */
export function headChanges(before: Asn, after: Asn): FieldChange[] {
  return fieldChanges(
    before,
    after,
    fieldsOf(after).filter((field) => field !== 'lines'),
  )
}

/**
 * Compares two revisions of one ASN. Lines are matched by line and lot; their order is not content, nor is the order
 * of SSCCs. Agrees with `planHash`: no difference exactly when the hashes are equal.
 */
export function diffPlans(before: Asn, after: Asn): PlanDiff {
  const old = new Map(before.lines.map((line) => [lineKey(line), line]))
  const kept = new Set<string>()
  const added: PlanLine[] = []
  const changed: PlanDiff['changed'][number][] = []
  for (const line of after.lines) {
    const key = lineKey(line)
    const was = old.get(key)
    if (!was) {
      added.push(line)
      continue
    }
    kept.add(key)
    const changes = lineChanges(was, line)
    if (changes.length > 0) changed.push({ line: line.line, lot: line.lot, changes })
  }
  const removed = before.lines.filter((line) => !kept.has(lineKey(line)))
  return { head: headChanges(before, after), added, removed, changed }
}
