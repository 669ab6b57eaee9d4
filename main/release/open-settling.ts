import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Station } from '../station/station.ts'
import type { ReleaseDesk } from './release-desk.ts'

/** How often it is asked whether more is known than open lines were decided by: goods data may be taken by a command beside the station. */
const LOOK_MS = 10_000

/** Looks now, and again and again: open lines are never contradicted for long by what is known. */
export function openSettling(station: Station, release: ReleaseDesk, undo: (() => unknown)[]): void {
  const look = () =>
    release.settle().catch((error: unknown) => {
      if (!(error instanceof BondmarkError)) throw error
      station.ctx.logger.error(error.toFailure(), 'open lines could not be looked at again')
    })
  look()
  const timer = setInterval(look, LOOK_MS).unref()
  undo.push(() => {
    clearInterval(timer)
    return release.close()
  })
}
