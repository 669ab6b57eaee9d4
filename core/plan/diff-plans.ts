import type { Asn, PlanLine } from './asn.ts'
import { lineKey } from './asn.ts'

/** A field whose content is not what it was, as text that can be shown (an empty text: nothing was given). */
export interface FieldChange {
  readonly field: string
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

function fieldChanges(before: object, after: object, leftOut: readonly string[]): FieldChange[] {
  const old = new Map(Object.entries(before))
  const changes: FieldChange[] = []
  for (const [field, value] of Object.entries(after)) {
    if (leftOut.includes(field)) continue
    const change = { field, before: shown(old.get(field)), after: shown(value) }
    if (change.before !== change.after) changes.push(change)
  }
  return changes
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
    const changes = fieldChanges(was, line, ['line', 'lot'])
    if (changes.length > 0) changed.push({ line: line.line, lot: line.lot, changes })
  }
  const removed = before.lines.filter((line) => !kept.has(lineKey(line)))
  return { head: fieldChanges(before, after, ['lines']), added, removed, changed }
}
