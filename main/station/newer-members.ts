import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { StationMembers } from '../members/station-members.ts'
import type { Station } from './station.ts'

/**
 * Takes a newer list of members first: whom a batch is refused for may be in it. A ledger that has none to give keeps nobody
 * from bringing a batch; one whose list cannot be believed is told, after everything that could be done was done.
 */
export async function takeNewerMembers(
  url: string,
  members: StationMembers | null,
  station: Pick<Station, 'ctx' | 'changed'>,
): Promise<{ readonly failure: Failure | null; readonly hasNewer: boolean }> {
  if (!members) return { failure: null, hasNewer: false }
  const { rights, clock, logger } = station.ctx
  try {
    const hasNewer = await members.catchUp(url, clock.now())
    if (hasNewer) {
      const { own, trust, taken } = members
      rights.follow(own, trust)
      logger.info({ head: own.head, changes: taken?.changes.length }, 'a newer list of members was taken')
      station.changed()
    }
    return { failure: null, hasNewer }
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    logger.warn(error.toFailure(), 'no newer list of members was taken')
    return { failure: error.code.startsWith('membership-') ? error.toFailure() : null, hasNewer: false }
  }
}
