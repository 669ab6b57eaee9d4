import type { LineState } from '../lifecycle/line-life.ts'
import { nextLineState } from '../lifecycle/line-life.ts'
import { isRefused } from '../lifecycle/transition.ts'
import type { Asn, PlanLine } from './asn.ts'
import { lineKey } from './asn.ts'
import { type FieldChange, lineChanges } from './diff-plans.ts'
import { columnOf, type PlanField } from './field-columns.ts'
import type { Finding } from './plan-problem.ts'

/** A line on which something has happened: goods counted, held, labeled, or closed. */
export interface BegunLine {
  /** As the station has it now. */
  readonly plan: PlanLine
  readonly state: Exclude<LineState, 'announced'>
  /** Units received, and units reported short: what a smaller quantity could not hold. */
  readonly accounted: number
  /** The SSCCs of its cases that are received. */
  readonly received: readonly string[]
}

/** What a revision is held against. */
export interface AnnouncedBefore {
  readonly seller: string
  readonly lines: readonly Pick<PlanLine, 'line' | 'lot'>[]
}

/**
 * What stays as it was once a line has begun: what its statements and labels say of its units, and what the decision
 * they cite went by. Everything else may be corrected until the line is closed.
 */
const fixed: ReadonlySet<PlanField> = new Set<PlanField>([
  'gtin',
  'expiry',
  'origin',
  'category',
  'brand',
  'manufacturer',
  'reportId',
  'reportExpires',
])

/** Whether a field of a line stays as it was once the line has begun. */
export const isFixed = (field: PlanField): boolean => fixed.has(field)

/**
 * Why a revision of an ASN can't be taken: `plan-line-closed`, `plan-line-begun`, `plan-line-dropped`,
 * `plan-quantity-below`, `plan-sscc-received`. Empty: it may be. Lines on which nothing has happened are free.
 * @param before the revision that counts now; of its lines and of `after`'s, those that have begun are enough
 * @param rowOf the row of the file that a line of `after` was read from
 */
export function revisionFindings(
  before: AnnouncedBefore,
  after: Pick<Asn, 'asn' | 'seller' | 'lines'>,
  begun: readonly BegunLine[],
  rowOf: ReadonlyMap<PlanLine, number>,
): Finding[] {
  const announced = new Set(before.lines.map(lineKey))
  const lines = new Map(after.lines.map((line) => [lineKey(line), line]))
  const findings: Finding[] = []
  let sellerFound = before.seller === after.seller
  for (const was of begun) {
    const now = lines.get(lineKey(was.plan))
    if (!now) {
      if (announced.has(lineKey(was.plan))) findings.push(dropped(after.asn, was.plan))
      continue
    }
    const row = rowOf.get(now) ?? 0
    findings.push(...changesRefused(was, now).map((finding) => ({ row, ...finding })))
    // The whitelist may go by the seller; it stands in every row, and is named in the first one that minds.
    if (!sellerFound) findings.push({ row, column: 'seller', value: after.seller, code: 'plan-line-begun' })
    sellerFound = true
  }
  return findings
}

const dropped = (asn: string, { line, lot }: PlanLine): Finding => ({
  row: 0,
  column: '',
  value: `${asn} ${line} ${lot}`,
  code: 'plan-line-dropped',
})

function changesRefused(was: BegunLine, now: PlanLine): Omit<Finding, 'row'>[] {
  const changes = lineChanges(was.plan, now)
  if (changes.length === 0) return []
  const closed = isRefused(
    nextLineState(was.state, 'revise', { asn: '', line: was.plan.line, lot: was.plan.lot }),
  )
  return changes.flatMap((change) => {
    const column = columnOf(change.field)
    if (closed) return [{ column, value: change.after, code: 'plan-line-closed' as const }]
    if (isFixed(change.field)) return [{ column, value: change.after, code: 'plan-line-begun' as const }]
    if (change.field === 'quantity' && now.quantity < was.accounted)
      return [{ column, value: change.after, code: 'plan-quantity-below' as const }]
    return change.field === 'ssccs' ? ssccsLost(was, change) : []
  })
}

function ssccsLost(was: BegunLine, { after }: FieldChange): Omit<Finding, 'row'>[] {
  const kept = new Set(after.split(' '))
  return was.received
    .filter((sscc) => !kept.has(sscc))
    .map((sscc) => ({ column: columnOf('ssccs'), value: sscc, code: 'plan-sscc-received' as const }))
}
