import type { StationContext } from '../station/context.ts'
import { askAgencies } from './ask-agencies.ts'
import { decideAgain } from './decide-again.ts'
import { keepDemands } from './line-demands.ts'
import { lookAgain } from './look-again.ts'

/** Lines that are decided once more where a plan is stored between two scans; of more, those that wait are told by what comes in. */
const DECIDED_AGAIN_MAX = 500

/**
 * What a plan that was just taken waits for: the demands of its lines on hold, and a release of it when anything holds it. A
 * revision that takes out what held a notice releases it. Call it inside the transaction that takes the plan.
 */
export function demandOfPlan(ctx: StationContext, asn: string, t: string): void {
  const { releases, plans } = ctx.store
  const because = { kind: 'plan', id: plans.hashOf(asn) } as const
  const onHold = plans.linesOnHold(asn)
  const fresh = onHold.flatMap((line) => keepDemands(releases, line, t, 'gone'))
  releases.endGone(asn, t)
  askAgencies(ctx, asn, fresh)
  // It was decided beside the scans: what has come in meanwhile, and what supervisors have waived before, counts too.
  const again = [...releases.words(asn), ...(onHold.length <= DECIDED_AGAIN_MAX ? onHold : [])]
  decideAgain(ctx, again, because)
  lookAgain(ctx, asn, because)
}
