import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { Standing } from '../../../core/lifecycle/standing.ts'
import { parseCanonical } from '../../../core/statement/canonical-json.ts'
import type { Statement } from '../../../core/statement/statement.ts'
import type { LogStore } from '../log/log-store.ts'
import type { StandingStore } from '../standing/standing-store.ts'

/** One log with what it is worth: this ledger's own, or one that it mirrors. */
export interface RecordSource {
  readonly origin: string
  readonly log: Pick<
    LogStore,
    'leafOf' | 'statementOf' | 'latestCheckpoint' | 'checkpointCovering' | 'node' | 'manifestsBehind'
  >
  readonly standing: Pick<StandingStore, 'life' | 'mentions' | 'statement' | 'standing' | 'size'>
}

/** A logged statement about a unit, or about what it was in at the time. */
export interface Told {
  readonly source: RecordSource
  readonly statement: Statement
  readonly leaf: number
  readonly standing: Standing
  /** `goods`: the scan of the goods that the label was bound to. */
  readonly about: 'unit' | 'container' | 'goods'
  /** The SSCC link of the case or pallet, where that is what was stated about. */
  readonly container: string | null
  /** The payload, whatever it holds. */
  readonly payload: Readonly<Record<string, unknown>>
}

/** The judged statement at a place of a log. */
export function toldAt(
  source: RecordSource,
  place: number,
  about: Told['about'] = 'unit',
  container: string | null = null,
): Told {
  const { id } = source.standing.statement(place)
  const statement = source.log.statementOf(id)
  if (statement === null) throw new Error(`statement ${place} of ${source.origin} is judged and not logged`)
  const standing = source.standing.standing(place) ?? 'malformed'
  return { source, statement, leaf: place, standing, about, container, payload: payloadOf(statement) }
}

function payloadOf({ payload }: Statement): Readonly<Record<string, unknown>> {
  try {
    const value = parseCanonical(payload)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : {}
  } catch (error) {
    if (error instanceof BondmarkError) return {}
    throw error
  }
}
