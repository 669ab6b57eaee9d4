import type { Database } from '../../platform/sqlite/open-database.ts'
import { preparedOnce } from '../../platform/sqlite/prepared-once.ts'
import type { StationContext } from '../station/context.ts'

/**
 * How far that had come which decisions are made with: the newest move of an inspection, the newest step of a switching history,
 * what goods data was taken last, and the day, on which a report may have run out. Two that are the same mean that the same question
 * had the same answer.
 */
export interface HistoryMark {
  readonly inspections: number
  readonly switching: number
  readonly catalogue: string
  /** `YYYY-MM-DD`, of the warehouse. Marks of before had none. */
  readonly day?: string
}

/** Moves by which what is known of goods changes; all others are about who has a task. */
const weighingMoves = `('result', 'conclude', 'contest', 'uphold', 'repeat', 'cancel')`

const newestMove = preparedOnce<[], { n: number | null }>('SELECT max(n) AS n FROM inspection_move')
const newestStep = preparedOnce<[], { n: number | null }>('SELECT max(n) AS n FROM inspection_switching')

type Known = Pick<StationContext, 'store' | 'catalogue' | 'clock'>

/** The mark as it is now at a station. */
export function markNow({ store, catalogue, clock }: Known): HistoryMark {
  const { db } = store.releases
  return {
    inspections: newestMove(db).get()?.n ?? 0,
    switching: newestStep(db).get()?.n ?? 0,
    catalogue: catalogue.mark(),
    day: clock.now().slice(0, 10),
  }
}

/** Whether all lines may be decided otherwise, and not only those that an inspection was about. */
export const isAboutAll = (from: HistoryMark, to: HistoryMark): boolean =>
  from.catalogue !== to.catalogue || from.day !== to.day

const SETTLED = 'decided-under'
/** Of a workspace that nothing was ever known in. */
const nothingKnown: HistoryMark = { inspections: 0, switching: 0, catalogue: '' }

/** The mark that every open line was decided under last. */
export const settledMark = ({ store }: Pick<StationContext, 'store'>): HistoryMark =>
  store.settings.get<HistoryMark>(SETTLED) ?? nothingKnown

/** Every open line was decided under this mark. Call it inside a transaction. */
export const settle = ({ store }: Pick<StationContext, 'store'>, mark: HistoryMark): void =>
  store.settings.set(SETTLED, mark)

/**
 * Lines were put in that were decided by less than is known now: all open lines are looked at again. Call it inside the
 * transaction that puts them in.
 */
export const unsettle = ({ store, random }: Pick<StationContext, 'store' | 'random'>): void =>
  // Another one each time: a look that was under way must not take this for what it had begun with.
  settle({ store }, { inspections: -1, switching: -1, catalogue: Buffer.from(random(8)).toString('hex') })

/** Goods that inspections or steps of switching since a mark are about, each by what of it is told. */
export interface MovedGoods {
  readonly gtin: string | null
  readonly manufacturer: string | null
  readonly container: string | null
}

/** What has moved since a mark. */
export const movedSince = (db: Database, { inspections, switching }: HistoryMark): MovedGoods[] =>
  db
    .prepare<[number, number], MovedGoods>(
      `SELECT k.gtin, k.manufacturer, k.container FROM inspection_move AS m JOIN inspection_task AS k ON k.id = m.task
         WHERE m.n > ? AND m.event IN ${weighingMoves}
       UNION SELECT gtin, manufacturer, NULL FROM inspection_switching WHERE n > ?`,
    )
    .all(inspections, switching)

const isAnyMoved = preparedOnce<[number, number], unknown>(
  `SELECT 1 FROM inspection_move WHERE n > ? AND event IN ${weighingMoves}
   UNION ALL SELECT 1 FROM inspection_switching WHERE n > ? LIMIT 1`,
)

/** Whether more is known now than a mark says that may change a decision, or another day has come. */
export function isMoreKnown(known: Known, than: HistoryMark): boolean {
  const now = markNow(known)
  if (isAboutAll(than, now)) return true
  if (than.inspections === now.inspections && than.switching === now.switching) return false
  return isAnyMoved(known.store.releases.db).get(than.inspections, than.switching) !== undefined
}
