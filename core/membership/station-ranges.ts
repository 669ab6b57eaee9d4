import type { Failure } from '../errors/bondmark-error.ts'
import type { ListedKey } from './membership-payload.ts'

export type SsccBlock = NonNullable<ListedKey['ssccBlock']>

/** Whether two blocks have a serial reference in common. */
export const blocksMeet = (a: SsccBlock, b: SsccBlock): boolean =>
  a.companyPrefix === b.companyPrefix && a.extension === b.extension && a.from <= b.to && b.from <= a.to

/**
 * Why the stations of a membership could mint the same serial or the same SSCC, or null. A prefix and a block belong to
 * one key for good, whatever became of it: what a lost key had minted is on labels out there. The one exception is a
 * key that goes on where its own station's key before it ended (`until` at or before `from`).
 *
 * Codes: `membership-prefix-taken` `{prefix, name, other}`, `membership-block-taken` `{name, other, from, to}`.
 */
export function whyRangesClash(keys: readonly ListedKey[]): Failure | null {
  const stations = keys.filter(({ use }) => use === 'station')
  return clashingPrefix(stations) ?? clashingBlock(stations)
}

function clashingPrefix(stations: readonly ListedKey[]): Failure | null {
  const holders = new Map<string, ListedKey[]>()
  for (const key of stations) {
    if (key.prefix === undefined) continue
    const others = holders.get(key.prefix) ?? []
    const other = others.find((each) => !goOn(each, key))
    if (other)
      return {
        code: 'membership-prefix-taken',
        detail: { prefix: key.prefix, name: key.name, other: other.name },
      }
    holders.set(key.prefix, [...others, key])
  }
  return null
}

/** Blocks of other company prefixes or extension digits never meet. */
function clashingBlock(stations: readonly ListedKey[]): Failure | null {
  const bySeries = new Map<string, { key: ListedKey; block: SsccBlock }[]>()
  for (const key of stations) {
    const block = key.ssccBlock
    if (block === undefined) continue
    const series = `${block.companyPrefix} ${block.extension}`
    const others = bySeries.get(series) ?? []
    const other = others.find((each) => blocksMeet(each.block, block) && !goOn(each.key, key))
    if (other) {
      const { from, to } = other.block
      return { code: 'membership-block-taken', detail: { name: key.name, other: other.key.name, from, to } }
    }
    bySeries.set(series, [...others, { key, block }])
  }
  return null
}

/** Whether one of the keys takes over from the other: of one station, the one ended before the other began. */
function goOn(a: ListedKey, b: ListedKey): boolean {
  const endsBefore = (first: ListedKey, second: ListedKey) =>
    first.until !== undefined && Date.parse(first.until) <= Date.parse(second.from)
  return a.name === b.name && (endsBefore(a, b) || endsBefore(b, a))
}
