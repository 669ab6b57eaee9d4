/**
 * Time as the sync takes it: the wall clock, which may jump, and what wakes it, which counts from now whatever the
 * clock says. Handed in, so that a simulation can decide both.
 */
export interface Timers {
  /** Unix ms. */
  now(): number
  /** Calls `fire` once, `ms` from now at the earliest. Returns what cancels it. */
  after(ms: number, fire: () => void): () => void
}

/** The machine's own. */
export const systemTimers: Timers = {
  now: () => Date.now(),
  after(ms, fire) {
    const timeout = setTimeout(fire, ms)
    return () => clearTimeout(timeout)
  },
}
