import type { Asn, PlanLine } from '../../core/plan/asn.ts'
import { lineKey } from '../../core/plan/asn.ts'
import { type BegunLine, revisionFindings } from '../../core/plan/check-revision.ts'
import type { Finding } from '../../core/plan/plan-problem.ts'
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

const stateOf = (line: StoredLine): BegunLine['state'] =>
  line.closedAt ? 'closed' : line.held ? 'held' : 'receiving'

/**
 * Why these notices of one file can't be taken on top of what the station has. An SSCC names one case in the world:
 * another notice may have announced it only if the same file revises that one too.
 */
export function planFindings(
  plans: Plans,
  asns: readonly { readonly before: Asn | null; readonly after: Asn }[],
  rowOf: ReadonlyMap<PlanLine, number>,
): Finding[] {
  const inFile = new Set(asns.map(({ after }) => after.asn))
  return asns.flatMap(({ before, after }) => [
    ...(before ? revisionFindings(before, after, begunLines(plans, after.asn), rowOf) : []),
    ...ssccsTaken(plans, after, inFile, rowOf),
  ])
}

function ssccsTaken(
  plans: Plans,
  after: Asn,
  inFile: ReadonlySet<string>,
  rowOf: ReadonlyMap<PlanLine, number>,
): Finding[] {
  return after.lines.flatMap((line) =>
    line.ssccs.flatMap((sscc) => {
      const known = plans.sscc(sscc)
      if (!known || known.asn === after.asn || (known.received === null && inFile.has(known.asn))) return []
      const code = known.received === null ? 'plan-sscc-elsewhere' : 'plan-sscc-received'
      return [{ row: rowOf.get(line) ?? 0, column: 'sscc', value: sscc, code } as const]
    }),
  )
}
