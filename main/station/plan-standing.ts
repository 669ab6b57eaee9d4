import type { PlanLine } from '../../core/plan/asn.ts'
import { lineKey } from '../../core/plan/asn.ts'
import { type BegunLine, revisionFindings } from '../../core/plan/check-revision.ts'
import type { Finding } from '../../core/plan/plan-problem.ts'
import type { IncomingAsn, IncomingPlan } from '../store/incoming-plan.ts'
import type { Plans, StoredLine } from '../store/plans.ts'
import { planOf } from './planned-line.ts'

/** The lines of a notice on which something has happened, as a revision must see them. */
function begunLines(plans: Plans, asn: string): BegunLine[] {
  const received = Map.groupBy(plans.receivedSsccs(asn), lineKey)
  return plans.begunLines(asn).map((line) => ({
    plan: planOf(line),
    state: stateOf(line),
    accounted: line.received + line.short,
    received: (received.get(lineKey(line)) ?? []).map(({ sscc }) => sscc),
  }))
}

/** Lines that have begun, of the notices that a file revises. */
export type BegunOfAsn = ReadonlyMap<IncomingAsn, readonly BegunLine[]>

/** Looks at every line of them. */
export function begunOfRevised(plans: Plans, asns: readonly IncomingAsn[]): BegunOfAsn {
  const revised = asns.filter(({ sellerBefore }) => sellerBefore !== null)
  return new Map(revised.map((asn) => [asn, begunLines(plans, asn.asn)]))
}

const stateOf = (line: StoredLine): BegunLine['state'] =>
  line.closedAt ? 'closed' : line.held ? 'held' : 'receiving'

/**
 * Why what is incoming can't be taken on top of what the station has. An SSCC names one case in the world: another notice
 * may have announced it only if the same file revises that one too.
 */
export function planFindings(incoming: IncomingPlan, begun: BegunOfAsn): Finding[] {
  return [
    ...[...begun].flatMap(([asn, lines]) => findingsOf(asn, lines, incoming)),
    ...incoming.ssccsTaken().map(({ sscc, row, received }) => {
      const code = received === null ? 'plan-sscc-elsewhere' : 'plan-sscc-received'
      return { row, column: 'sscc', value: sscc, code } as const
    }),
  ]
}

/** Only lines that have begun can refuse a revision, so only they are looked at. */
function findingsOf(
  { asn, seller, sellerBefore }: IncomingAsn,
  begun: readonly BegunLine[],
  incoming: IncomingPlan,
): Finding[] {
  const names = begun.map(({ plan }) => ({ asn, line: plan.line, lot: plan.lot }))
  const rowOf = new Map<PlanLine, number>()
  for (const name of names) {
    const line = incoming.line(name)
    if (line) rowOf.set(JSON.parse(line.json) as PlanLine, line.row)
  }
  return revisionFindings(
    { seller: sellerBefore ?? seller, lines: names.filter((name) => incoming.wasAnnounced(name)) },
    { asn, seller, lines: [...rowOf.keys()] },
    begun,
    rowOf,
  )
}
