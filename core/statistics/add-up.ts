import type { Counted } from './counted.ts'
import type { Dimension } from './figures.ts'
import { Tally } from './tally.ts'

/** Adds up what is counted, in all and by each dimension that is asked for. The order in which it comes does not matter. */
export class AddedUp {
  readonly total = new Tally()
  readonly #by: ReadonlyMap<Dimension, Map<string | null, Tally>>

  constructor(by: readonly Dimension[]) {
    this.#by = new Map(by.map((dimension) => [dimension, new Map()]))
  }

  count(counted: Counted): void {
    this.total.count(counted)
    for (const [dimension, tallies] of this.#by) tallyOf(tallies, counted[dimension]).count(counted)
  }

  /** Takes in what another range or another part of the same came to. Both must be taken apart alike. */
  add(other: AddedUp): void {
    this.total.add(other.total)
    for (const [dimension, tallies] of this.#by)
      for (const [key, tally] of other.rows(dimension)) tallyOf(tallies, key).add(tally)
  }

  /** By key in the order of its characters; what is of none in particular comes last. */
  rows(dimension: Dimension): [key: string | null, tally: Tally][] {
    return [...(this.#by.get(dimension) ?? [])].sort(([a], [b]) =>
      a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1,
    )
  }
}

function tallyOf(tallies: Map<string | null, Tally>, key: string | null): Tally {
  const known = tallies.get(key)
  if (known) return known
  const tally = new Tally()
  tallies.set(key, tally)
  return tally
}
