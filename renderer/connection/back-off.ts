const FIRST_MS = 250
const LONGEST_MS = 5_000

/** How long to wait before the nth attempt to connect again (n from 0), in milliseconds: doubling, at most five seconds. */
export const backOffMs = (attempt: number): number =>
  Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16))
