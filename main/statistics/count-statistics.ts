import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { isCalendarDate } from '../../core/plan/calendar-date.ts'
import { AddedUp } from '../../core/statistics/add-up.ts'
import { SaidCounts } from '../../core/statistics/count-said.ts'
import { type Counted, dayOf } from '../../core/statistics/counted.ts'
import type { Dimension } from '../../core/statistics/figures.ts'
import { readSaid } from '../../core/statistics/read-said.ts'
import { openDatabase } from '../../platform/sqlite/open-database.ts'
import { migrations, STATION_APPLICATION_ID } from '../store/schema.ts'
import { Statements } from '../store/statements.ts'
import { StatementsBetween } from '../store/statements-between.ts'
import { storedPayload } from '../store/stored-payload.ts'
import { countTables } from './count-tables.ts'
import { StoredGoods } from './stored-goods.ts'

/** Days that one question may span: ten years of a station. */
export const DAYS_MAX = 3_660

/** What is counted: days as the warehouse writes them, both included. */
export interface StatisticsTask {
  readonly database: string
  readonly from: string
  readonly to: string
  readonly by: readonly Dimension[]
  /** RFC 3339: when it is asked. */
  readonly madeAt: string
}

/** Statements that were looked at, of all that are to be. */
export interface StatisticsProgress {
  readonly done: number
  readonly total: number
}

export interface Statistics {
  readonly added: AddedUp
  readonly statements: number
}

/** Statements between two words on how far it is. */
const TOLD_EVERY = 2_048
const HOUR_MS = 3_600_000
/** No offset is further from UTC (EPCIS 2.0 §7.4.1). */
const OFFSET_MS_MAX = 14 * HOUR_MS

/** Throws `day-malformed` `{value}`, `statistics-range` `{from, to, max}`. */
export function demandRange({ from, to }: Pick<StatisticsTask, 'from' | 'to'>): void {
  for (const day of [from, to])
    if (!isCalendarDate(day)) throw new BondmarkError('day-malformed', { value: day.slice(0, 60) })
  const days = (Date.parse(to) - Date.parse(from)) / (24 * HOUR_MS) + 1
  if (days < 1 || days > DAYS_MAX) throw new BondmarkError('statistics-range', { from, to, max: DAYS_MAX })
}

/**
 * Counts what the station's statements and tables say of a range of days, reading only, a page of statements at a time.
 * `onProgress` may throw to end it. Throws as `demandRange`, `database-…`.
 */
export function countStatistics(
  task: StatisticsTask,
  onProgress: (progress: StatisticsProgress) => void,
): Statistics {
  demandRange(task)
  const { database, from, to, by, madeAt } = task
  const db = openDatabase(database, {
    ...{ applicationId: STATION_APPLICATION_ID, migrations },
    ...{ readonly: true, mustExist: true },
  })
  try {
    const added = new AddedUp(by)
    const emit = (counted: Counted) => {
      if (counted.day >= from && counted.day <= to) added.count(counted)
    }
    const goods = new StoredGoods(db)
    const counts = new SaidCounts(goods, emit)
    const between = new StatementsBetween(db, new Statements(db))
    const newest = between.newest()
    countTables(db, goods, madeAt, emit)
    const span = {
      fromMs: Date.parse(`${from}T00:00:00Z`) - OFFSET_MS_MAX,
      toMs: Date.parse(`${to}T00:00:00Z`) + 24 * HOUR_MS + OFFSET_MS_MAX,
    }
    const total = between.count(span, newest)
    let [done, read, told] = [0, 0, 0]
    onProgress({ done, total })
    for (const page of between.pages(span, newest)) {
      for (const { n, t, contentType, bytes } of page) {
        done++
        const day = dayOf(t)
        if (day < from || day > to) continue
        read++
        const said = readSaid(contentType, payloadOf(bytes))
        if (said) counts.take(said, { n, t })
      }
      if (done - told < TOLD_EVERY) continue
      told = done
      onProgress({ done: Math.min(done, total), total })
    }
    return { added, statements: read }
  } finally {
    db.close()
  }
}

/** Bytes that are no statement say nothing here; fsck says so. */
function payloadOf(bytes: Uint8Array): unknown {
  try {
    return storedPayload(bytes)
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    return null
  }
}
