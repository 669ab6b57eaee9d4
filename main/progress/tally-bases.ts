import type { LineCounts } from '../../core/progress/line-tally.ts'
import type { LineName } from '../store/plans.ts'
import type { StationStore } from '../store/station-store.ts'

/**
 * What the store said of each line when a key ended: the workspace was restored, and what follows is stated by another
 * key. Totals of the store, keys before it included.
 */
export interface TallyBase {
  readonly kid: string
  /** Place of the last statement of that key which this store has. */
  readonly seq: number
  readonly lines: readonly (LineName & LineCounts)[]
}

const NAME = 'tally-bases'
/** More lines are not in work at a time; those beyond are told as this key's own. */
const LINES_MAX = 5_000

/** Oldest first; none in a workspace that was never restored, or was before counts were shared. */
export const tallyBases = (store: Pick<StationStore, 'settings'>): readonly TallyBase[] =>
  store.settings.get<TallyBase[]>(NAME) ?? []

/** Remembers what was counted until the key `kid` ended at `seq`. Call it inside the transaction that begins with another. */
export function keepTallyBase(
  store: Pick<StationStore, 'settings' | 'plans'>,
  kid: string,
  seq: number,
): void {
  const lines = store.plans
    .countedLines(0, LINES_MAX)
    .map(({ asn, line, lot, received, labeled, passed, short, damaged }) => ({
      ...{ asn, line, lot },
      ...{ received, labeled, passed, short, damaged },
    }))
  store.settings.set(NAME, [...tallyBases(store), { kid, seq, lines }])
}
