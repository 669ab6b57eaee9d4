import type { Decision } from '../../core/decision/decision.ts'
import { type Demand, demandsOf } from '../../core/decision/demand.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import type { LineName, StoredLine } from '../store/plans.ts'
import type { ReleaseBook } from './release-book.ts'

/** A demand's subject as the book looks it up. */
export const subjectKey = (subject: Demand['subject']): string =>
  new TextDecoder().decode(canonicalBytes(subject))

/**
 * Brings what a line waits for in line with its decision: what the decision asks for is open, what it no longer asks for has
 * ended. Answers the demands that are new. Call it inside the transaction that decides.
 */
export function keepDemands(
  releases: ReleaseBook,
  line: Pick<StoredLine, keyof LineName | 'verdict' | 'decision'>,
  t: string,
  ended: 'met' | 'overridden' | 'gone',
): Demand[] {
  const asked = line.verdict === 'hold' ? demandsOf(JSON.parse(line.decision) as Decision) : []
  const open = new Set(releases.openOf(line).map(({ demand }) => demand))
  const fresh = asked.filter(({ id }) => !open.has(id))
  for (const of of fresh)
    releases.demand(
      line,
      { demand: of.id, kind: of.kind, subject: subjectKey(of.subject), json: JSON.stringify(of) },
      t,
    )
  for (const demand of open)
    if (!asked.some(({ id }) => id === demand)) releases.endDemand(line, demand, ended, t)
  return fresh
}
