import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Station } from '../station/station.ts'

/** How often the machine's clock is looked at while nobody scans. */
const LOOK_MS = 2_000

/** Looks at the clock without waiting for an input; returns what ends it. */
export function lookNowAndThen(station: Station): () => void {
  const look = () =>
    station.lookAtClock().catch((error: unknown) => {
      if (!(error instanceof BondmarkError)) throw error
      station.ctx.logger.error(error.toFailure(), 'the clock was looked at')
    })
  const timer = setInterval(look, LOOK_MS).unref()
  return () => clearInterval(timer)
}
