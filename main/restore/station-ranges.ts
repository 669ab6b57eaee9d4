import { randomSymbols } from '../../core/label/crockford.ts'
import { isStationPrefix } from '../../core/label/serial-range.ts'
import type { ListedKey } from '../../core/membership/membership.ts'
import { blocksMeet, type SsccBlock } from '../../core/membership/station-ranges.ts'

/** Serial references in a block of a training station. */
const BLOCK = 1_000_000

/**
 * A serial prefix that no listed key has ever had. Drawn and not counted up: two restores of one backup do not know of
 * each other, and must not mint the same serials. (A real member's administrators hand prefixes out.)
 */
export function freshPrefix(keys: readonly ListedKey[], random: (n: number) => Uint8Array): string {
  const used = new Set(keys.flatMap(({ prefix }) => prefix ?? []))
  for (;;) {
    const prefix = randomSymbols(3, random)
    if (isStationPrefix(prefix) && !used.has(prefix)) return prefix
  }
}

/** A block of serial references under the same company prefix that meets no listed one, drawn likewise. */
export function freshSsccBlock(
  keys: readonly ListedKey[],
  like: SsccBlock,
  random: (n: number) => Uint8Array,
): SsccBlock {
  const { companyPrefix } = like
  const blocks = Math.floor(10 ** (16 - companyPrefix.length) / BLOCK)
  for (;;) {
    const [a = 0, b = 0, c = 0, d = 0] = random(4)
    const extension = String(d % 10)
    const from = (((a << 16) | (b << 8) | c) % blocks) * BLOCK
    const block = { companyPrefix, extension, from, to: from + BLOCK - 1 }
    if (!keys.some(({ ssccBlock }) => ssccBlock !== undefined && blocksMeet(ssccBlock, block))) return block
  }
}
