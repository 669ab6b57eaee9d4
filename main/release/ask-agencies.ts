import { refundRatioSeen } from '../../core/decision/circulation.ts'
import type { Decision } from '../../core/decision/decision.ts'
import type { Demand } from '../../core/decision/demand.ts'
import { createTasks, type WantedTask } from '../inspection/create-tasks.ts'
import type { StationContext } from '../station/context.ts'
import { planOf } from '../station/planned-line.ts'
import type { StoredLine } from '../store/plans.ts'
import { subjectKey } from './line-demands.ts'

/** Days until a result is to be here, where no rule says otherwise. */
const DAYS = 7

/**
 * Asks for the inspections that new demands of a notice wait for: one task a demand, for all of its lines. Call it inside the
 * transaction that demands.
 */
export function askAgencies(ctx: StationContext, asn: string, fresh: readonly Demand[]): void {
  const { plans, releases, inspections } = ctx.store
  // One that has its task is answered as it stands: many lines of a notice may come to wait for it, one after another.
  const demands = [...new Map(fresh.map((demand) => [demand.id, demand])).values()].filter(
    ({ id }) => inspections.tasks.ofDemand(id) === null,
  )
  const wanted = demands.map((demand): WantedTask => {
    const of = { demand: demand.id, kind: demand.kind, subject: subjectKey(demand.subject) }
    const lines = releases.waitingFor(asn, of).flatMap((name) => plans.line(name) ?? [])
    return {
      demand,
      asn,
      lines: lines.map((line) => {
        const { quantity, unitsPerCase, ssccs } = planOf(line)
        return { line: line.line, lot: line.lot, quantity, unitsPerCase, ssccs }
      }),
      decisions: lines.map(({ decisionHash }) => decisionHash),
      ruleSet: lines[0]?.ruleSet ?? '',
      refundRatio: demand.kind === 'circulation-inspection' ? ratioOf(lines) : null,
      days: DAYS,
    }
  })
  if (wanted.length > 0) createTasks(ctx, wanted)
}

/** The ratio of refunds that led to a circulation inspection, as its decision saw it. */
function ratioOf(lines: readonly StoredLine[]): number | null {
  for (const { decision } of lines) {
    const ratio = refundRatioSeen(JSON.parse(decision) as Decision)
    if (ratio !== null) return ratio
  }
  return null
}
