import { contradictionOf, type Standing, standingOf } from '../../../core/lifecycle/standing.ts'
import { readStatement } from '../../../core/statement/statement.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'
import type { MirrorStore } from '../mirrors/mirror-store.ts'
import type { StandingStore } from '../standing/standing-store.ts'
import type { RecordSource } from './told.ts'

interface MirroredLog {
  readonly origin: string
  readonly store: Pick<MirrorStore, 'entries' | 'latestCheckpoint' | 'node'>
  readonly standing: Pick<
    StandingStore,
    'life' | 'mentions' | 'statement' | 'size' | 'placeOf' | 'findings' | 'contradictedBy'
  >
}

/**
 * A mirrored log as a source of records: its statements out of the copy, and what they are worth by the lives that were
 * folded from it, since verdicts are signed by a log's own ledger. Its proofs are under the newest checkpoint; evidence files are
 * its home's to give.
 */
export function mirroredRecords({ origin, store: copy, standing }: MirroredLog): RecordSource {
  const covering = (leaf: number) => {
    const newest = copy.latestCheckpoint()
    return newest !== null && leaf < newest.size ? newest : null
  }
  const { life, mentions, statement, size } = standing
  return {
    origin,
    log: {
      leafOf: standing.placeOf,
      statementOf(id) {
        const place = standing.placeOf(id)
        const [bytes] = place === null ? [] : copy.entries(place, 1)
        return bytes === undefined ? null : readStatement(bytes, sha256Native)
      },
      latestCheckpoint: copy.latestCheckpoint,
      checkpointCovering: covering,
      node: copy.node,
      manifestsBehind: () => [],
    },
    standing: { life, mentions, statement, size, standing: (place) => worthOf(standing, place) },
  }
}

/** The standing that the log's own ledger gives by the same rules: the worst of what was found. */
function worthOf(
  { statement, findings, contradictedBy }: Pick<StandingStore, 'statement' | 'findings' | 'contradictedBy'>,
  place: number,
): Standing {
  const { kid, malformed, failures } = statement(place)
  const found = [
    ...failures.map(() => 'own' as const),
    ...findings(place).map((each) => contradictionOf(each, kid, (at) => statement(at).kid)),
    ...(contradictedBy(place, kid) === null ? [] : ['other' as const]),
  ]
  return standingOf(malformed.length === 0, found)
}
