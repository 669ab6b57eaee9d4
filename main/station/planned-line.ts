import type { PlanLine } from '../../core/plan/asn.ts'
import type { LineName, StoredLine } from '../store/plans.ts'

/** What the plan says of a stored line. */
export const planOf = (line: StoredLine): PlanLine => JSON.parse(line.json) as PlanLine

export const nameOf = (line: StoredLine): LineName => ({ asn: line.asn, line: line.line, lot: line.lot })

/** Units that the line still expects. */
export const remaining = (line: StoredLine): number => line.planned - line.received - line.short
