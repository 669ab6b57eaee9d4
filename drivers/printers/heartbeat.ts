import type { Timer } from '../../platform/clock/timer.ts'

/** Longest pause between two questions to a printer that is silent. */
const SILENT_MS_MAX = 60_000

/**
 * Beats `everyMs` after the last beat ended, so that no two overlap; twice as long after each beat without an answer, up
 * to a minute. `beat` says whether there was one. Returns what ends it.
 */
export function startHeartbeat(timer: Timer, everyMs: number, beat: () => Promise<boolean>): () => void {
  let pauseMs = everyMs
  let ended = false
  let cancel = () => {}
  const next = () => {
    if (!ended) cancel = timer.after(pauseMs, () => void run())
  }
  const run = async () => {
    const answered = await beat()
    pauseMs = answered ? everyMs : Math.min(pauseMs * 2, SILENT_MS_MAX)
    next()
  }
  next()
  return () => {
    ended = true
    cancel()
  }
}
