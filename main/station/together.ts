import type { OtherCountsView } from '../../core/contract/shared-progress.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { Code } from '../../core/errors/codes.ts'
import type { StoredLine } from '../store/plans.ts'
import type { StationContext } from './context.ts'
import { say } from './outcome.ts'

/** What other stations say of a line of this one; null when they have said nothing. */
export function othersOfLine({ store, othersOf }: StationContext, line: StoredLine): OtherCountsView | null {
  if (!othersOf) return null
  const { asn, lot, planned, received, short } = line
  // Whose plan is another is only asked where there is somebody to compare with.
  const others = othersOf({ asn, line: line.line, lot, planned, received, short, plan: null })
  return (
    others && othersOf({ asn, line: line.line, lot, planned, received, short, plan: store.plans.hashOf(asn) })
  )
}

/**
 * What to do next when this station's units and those that others say they have are more than planned; null when they
 * are not. It is a warning and no STOP: the others' word may be old, and only what this station has counted itself closes
 * a line.
 */
export function whatIfBeyond(
  ctx: StationContext,
  line: StoredLine,
  units: number,
  isLabeled: boolean,
): Failure | null {
  const others = othersOfLine(ctx, { ...line, received: line.received + units })
  if (!others || others.left >= 0) return null
  const from = others.stations.filter(({ received, short }) => received + short > 0)
  return say(isLabeled ? 'next-label-and-count' : 'next-count-together', {
    over: -others.left,
    planned: line.planned,
    own: line.received + units,
    others: others.received,
    stations: from.map(({ station }) => station).join(', '),
  })
}

/** What is said instead while a line in hand is more than planned together, so that nothing of it looks as if all were well. */
const beyondNext = {
  'next-apply-label': 'next-label-and-count',
  'next-apply-run': 'next-label-and-count',
  'next-close-case': 'next-close-case-and-count',
  'next-no-label': 'next-count-together',
  'next-scan-goods': 'next-count-together',
  'next-scan-label': 'next-scan-label-and-count',
} as const satisfies Partial<Record<Code, Code>>

/** What to do next on an open line: with the supervisor's part in it while stations together have more than planned. */
export function nextWithOthers(ctx: StationContext, line: StoredLine, next: Failure): Failure {
  const code = (beyondNext as Partial<Record<string, Code>>)[next.code]
  const beyond = code && line.closedAt === null ? whatIfBeyond(ctx, line, 0, false) : null
  return code && beyond ? { code, detail: beyond.detail } : next
}
