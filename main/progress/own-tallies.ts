import { type LineTally, lineTally, tallyKey } from '../../core/progress/line-tally.ts'
import type { StationTallies } from '../../sync/documents/workspace-document.ts'
import { TALLIES_MAX } from '../../sync/documents/workspace-gate.ts'
import type { CountedLine } from '../store/plans.ts'
import type { StationStore } from '../store/station-store.ts'
import type { StationProfile } from '../workspace/profile.ts'
import { ownDraftWords } from './own-drafts.ts'
import { ownTasks } from './own-tasks.ts'
import { type TallyBase, tallyBases } from './tally-bases.ts'

/** Lines that were closed are told of for so long, so that others see how they ended. */
const CLOSED_TOLD_S = 36 * 3600

/** Who the station is, as it says so to others. */
export type Teller = Pick<StationProfile, 'kid'> & {
  readonly issuer: string
  /** Keys of before a restore. */
  readonly former: readonly string[]
}

/**
 * What this store says of every line that has begun and of its inspections, as of one statement of its chain; null before the first. Lines that
 * no tally can say (a name too long, more units than any plan has) are left out. `nowMs` is Unix ms.
 */
export function ownTallies(
  store: StationStore,
  { kid, issuer, former }: Teller,
  nowMs: number,
): Omit<StationTallies, 'kid'> | null {
  return store.atOnce(() => {
    const head = store.statements.head(kid)
    if (head === null) return null
    const bases = tallyBases(store).map((base) => ({
      ...base,
      lines: new Map(base.lines.map((each) => [tallyKey(each), each])),
    }))
    const since = Math.floor(nowMs / 1000) - CLOSED_TOLD_S
    const tallies = store.plans
      .countedLines(since, TALLIES_MAX - 1)
      .map((line) => lineTally.safeParse(tallyOf(line, head, bases)))
      .flatMap((parsed) => (parsed.success ? [parsed.data] : []))
    const at = store.statements.withId(head.id)?.t ?? new Date(nowMs).toISOString()
    const inspections = ownTasks(store, issuer, head, nowMs)
    const drafts = ownDraftWords(store, [kid, ...former], nowMs)
    return { word: { station: issuer, seq: head.seq, head: head.id, at }, tallies, ...inspections, drafts }
  })
}

interface Based extends Omit<TallyBase, 'lines'> {
  readonly lines: ReadonlyMap<string, TallyBase['lines'][number]>
}

function tallyOf(line: CountedLine, head: { seq: number; id: string }, bases: readonly Based[]): LineTally {
  const { asn, lot, gtin, planned, revision, plan, received, labeled, passed, short, damaged } = line
  const former = bases.flatMap(({ kid, seq, lines }) => {
    const was = lines.get(tallyKey(line))
    if (!was) return []
    const { received, labeled, passed, short, damaged } = was
    return [{ kid, seq, received, labeled, passed, short, damaged }]
  })
  return {
    ...{
      asn,
      line: line.line,
      lot,
      gtin,
      planned,
      revision,
      plan,
      received,
      labeled,
      passed,
      short,
      damaged,
    },
    ...{ held: line.held === 1, closed: line.closedAt !== null, seq: head.seq, head: head.id },
    ...(former.length > 0 && { former }),
  }
}
