import type { Saying } from '../decision/decision.ts'
import type { Counted } from './counted.ts'
import type { Cycle, Figure } from './figures.ts'
import { SpanTimes } from './span-times.ts'

/** Everything that was counted of one day, one product …, or of all. Only what came at all is kept. */
export class Tally {
  readonly counts = new Map<Figure, number>()
  readonly sayings = new Map<Saying, number>()
  readonly spans = new Map<Cycle, SpanTimes>()

  count(counted: Counted): void {
    switch (counted.kind) {
      case 'count':
        raise(this.counts, counted.figure, counted.units)
        return
      case 'said':
        raise(this.sayings, counted.said, 1)
        return
      case 'ended':
        this.span(counted.cycle).end(counted.minutes)
        return
      case 'open':
        this.span(counted.cycle).open()
        return
    }
  }

  add(other: Tally): void {
    for (const [figure, units] of other.counts) raise(this.counts, figure, units)
    for (const [said, lines] of other.sayings) raise(this.sayings, said, lines)
    for (const [cycle, times] of other.spans) this.span(cycle).add(times)
  }

  get(figure: Figure): number {
    return this.counts.get(figure) ?? 0
  }

  span(cycle: Cycle): SpanTimes {
    const known = this.spans.get(cycle)
    if (known) return known
    const times = new SpanTimes()
    this.spans.set(cycle, times)
    return times
  }
}

function raise<K>(map: Map<K, number>, key: K, by: number): void {
  const sum = (map.get(key) ?? 0) + by
  if (sum === 0) map.delete(key)
  else map.set(key, sum)
}
