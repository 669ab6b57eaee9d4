import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { asDatabaseFailure } from '../../platform/sqlite/open-database.ts'
import { StationStore } from '../store/station-store.ts'
import type { ShiftScript } from './shift-script.ts'

/**
 * Where a replay's clock stands: at the last committed action of a replay that was killed, else at the script's start.
 * Throws `database-…`.
 */
export function replayedClock(
  database: string,
  script: ShiftScript,
): { instantMs: number; offsetMin: number } {
  const first = script.actions[0]
  const start = { instantMs: first?.instantMs ?? 0, offsetMin: first?.offsetMin ?? 0 }
  let store: StationStore
  try {
    store = new StationStore(database, { readonly: true })
  } catch (error) {
    // An older release's database is brought up to date when it is opened to work in; its clock is asked again then.
    if (error instanceof BondmarkError && error.code === 'database-older') return start
    throw error
  }
  try {
    const progress = store.settings.replayed<{ clockMs: number; offsetMin: number }>(script.hash)?.state
    return progress ? { instantMs: progress.clockMs, offsetMin: progress.offsetMin } : start
  } catch (error) {
    throw asDatabaseFailure(error, database)
  } finally {
    store.close()
  }
}
