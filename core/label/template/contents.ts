import type { ContentsLine } from './content.ts'

const isAlike = (one: ContentsLine, other: ContentsLine): boolean =>
  one.gtin === other.gtin && one.lot === other.lot && one.expiry === other.expiry

/**
 * What is inside, one entry for each product, lot and expiry, in the order in which they came in: two lines of a notice may bring
 * the same goods under two entries, and are one kind to whoever opens the case. The first one's names count.
 */
export function contentsOf(lines: readonly ContentsLine[]): ContentsLine[] {
  const kinds: ContentsLine[] = []
  for (const line of lines) {
    const at = kinds.findIndex((kind) => isAlike(kind, line))
    const kind = kinds[at]
    if (kind === undefined) kinds.push(line)
    else kinds[at] = { ...kind, quantity: kind.quantity + line.quantity }
  }
  return kinds
}
