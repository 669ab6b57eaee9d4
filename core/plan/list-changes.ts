import type { PlanLine } from './asn.ts'
import type { FieldChange, PlanDiff } from './diff-plans.ts'
import { columnOf } from './field-columns.ts'
import { shownValue } from './plan-problem.ts'

/** One thing that a revision changes, as a row of a table. */
export interface ListedChange {
  /** `asn`: in the head, so line and lot are empty. A line that was added or removed shows its quantity. */
  readonly kind: 'asn' | 'removed' | 'changed' | 'added'
  readonly line: string
  readonly lot: string
  /** The column's name in a plan file. */
  readonly field: string
  /** Made visible and cut to 80 characters; empty: nothing was given. Of SSCCs, only those that are not in both. */
  readonly before: string
  readonly after: string
}

/** A difference between two revisions that can be shown: counts of lines, and the first of the changes. */
export interface ListedDiff {
  readonly added: number
  readonly removed: number
  readonly changed: number
  readonly changes: readonly ListedChange[]
  /** Changes that are not listed, because there are too many. */
  readonly more: number
}

/** No more changes than this are listed for one file. */
export const changesMax = 200

/** Lists what a revision changes, at most `max` changes: the head first, then removed, changed and added lines. */
export function listChanges(diff: PlanDiff, max: number): ListedDiff {
  const changes: ListedChange[] = [
    ...diff.head.map((change) => listed('asn', { line: '', lot: '' }, change)),
    ...diff.removed.map((line) => listed('removed', line, quantity(line.quantity, null))),
    ...diff.changed.flatMap((line) => line.changes.map((change) => listed('changed', line, change))),
    ...diff.added.map((line) => listed('added', line, quantity(null, line.quantity))),
  ]
  return {
    added: diff.added.length,
    removed: diff.removed.length,
    changed: diff.changed.length,
    changes: changes.slice(0, max),
    more: Math.max(0, changes.length - max),
  }
}

const quantity = (before: number | null, after: number | null): FieldChange => ({
  field: 'quantity',
  before: before === null ? '' : String(before),
  after: after === null ? '' : String(after),
})

function listed(
  kind: ListedChange['kind'],
  { line, lot }: Pick<PlanLine, 'line' | 'lot'>,
  { field, before, after }: FieldChange,
): ListedChange {
  const [was, now] = field === 'ssccs' ? [without(before, after), without(after, before)] : [before, after]
  return { kind, line, lot, field: columnOf(field), before: shownValue(was), after: shownValue(now) }
}

function without(list: string, other: string): string {
  const left = new Set(other.split(' '))
  return list
    .split(' ')
    .filter((sscc) => !left.has(sscc))
    .join(' ')
}
