/** The bounds of waiting before one tries again, in ms. */
const FIRST_MS = 2_000
const LONGEST_MS = 5 * 60_000

/**
 * How long to wait before try `attempt` (1 is the first one again), in ms: anything up to twice as much each time, by
 * `random` in [0, 1). Full jitter: stations that a ledger lost at the same moment do not all come back at the same
 * moment (AWS Architecture Blog, "Exponential Backoff And Jitter").
 */
export function backOffMs(attempt: number, random: number): number {
  const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 20))
  return Math.round(most * random)
}
