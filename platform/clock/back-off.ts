import type { RandomBytes } from '../keys/random-bytes.ts'

/** The bounds of waiting before one tries again. */
export interface BackOff {
  /** After the first failure at most, and after however many. In ms. */
  readonly firstMs: number
  readonly maxMs: number
  /**
   * Which share of the wait is fixed, from 0 to 1; the rest is drawn. A half where each has a partner of its own; none where a
   * crowd was lost at the same moment (full jitter: AWS Architecture Blog, "Exponential Backoff And Jitter").
   */
  readonly fixedShare: number
}

/**
 * How long to wait after the n-th failure in a row (1 and up), in ms: doubling from `firstMs` to `maxMs`, partly drawn, so that
 * those who failed together do not come back together.
 */
export function backOffMs(
  failures: number,
  { firstMs, maxMs, fixedShare }: BackOff,
  randomBytes: RandomBytes,
): number {
  const whole = Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 30))
  const [high = 0, low = 0] = randomBytes(2)
  return Math.round(whole * (fixedShare + (1 - fixedShare) * ((high * 256 + low) / 65_535)))
}
