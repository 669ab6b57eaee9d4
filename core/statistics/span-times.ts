/** Upper ends of the classes that lengths are shown in, in minutes; what is longer than the last has a class of its own. */
export const classEnds = [15, 30, 60, 120, 240, 480, 1440, 2880, 4320, 10080] as const

/**
 * How often each length of time came, in whole minutes: small, however many there were, and two of them add up to exactly
 * what counting all at once would have given.
 */
export class SpanTimes {
  readonly #times = new Map<number, number>()
  #ended = 0
  #open = 0

  end(minutes: number, times = 1): void {
    this.#times.set(minutes, (this.#times.get(minutes) ?? 0) + times)
    this.#ended += times
  }

  open(times = 1): void {
    this.#open += times
  }

  add(other: SpanTimes): void {
    for (const [minutes, times] of other.#times) this.end(minutes, times)
    this.#open += other.#open
  }

  get ended(): number {
    return this.#ended
  }

  get stillOpen(): number {
    return this.#open
  }

  /** Pairs of minutes and how often, the shortest first. */
  inOrder(): [minutes: number, times: number][] {
    return [...this.#times].sort(([a], [b]) => a - b)
  }

  /** How many there are in each class of `classEnds`, and at the end those that are longer than all. */
  classes(): number[] {
    const counts = Array.from({ length: classEnds.length + 1 }, () => 0)
    for (const [minutes, times] of this.#times) {
      const at = classEnds.findIndex((end) => minutes <= end)
      const place = at < 0 ? classEnds.length : at
      counts[place] = (counts[place] ?? 0) + times
    }
    return counts
  }

  /**
   * The smallest length that at least this part of all do not exceed (nearest rank): always one that really came.
   * Null when none has ended.
   *
   * @param part above 0, up to 1: 0.5 is the median
   */
  quantile(part: number): number | null {
    const rank = Math.ceil(part * this.#ended)
    let seen = 0
    for (const [minutes, times] of this.inOrder()) {
      seen += times
      if (seen >= rank) return minutes
    }
    return null
  }
}
