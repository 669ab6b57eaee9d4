import type { RandomBytes } from '../keys/random-bytes.ts'

/**
 * How long to wait after the n-th failure in a row (1 and up): doubling from `firstMs` to `maxMs`, of which half is fixed
 * and half drawn, so that those who failed together do not come back together. In ms.
 */
export function backOffMs(
  failures: number,
  { firstMs, maxMs }: { readonly firstMs: number; readonly maxMs: number },
  randomBytes: RandomBytes,
): number {
  const whole = Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 30))
  const [high = 0, low = 0] = randomBytes(2)
  return Math.round(whole / 2 + (whole / 2) * ((high * 256 + low) / 65_535))
}
