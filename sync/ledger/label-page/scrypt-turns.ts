/** Codes that are worked out at once: each takes 16 MiB and a thread of the pool that files and gzip need too. */
const AT_ONCE_MAX = 2
/** Codes that wait for their turn, half a second at most; more are turned away. */
const WAITING_MAX = 32

/** Gives turns to work that costs memory and a thread, so many at once, and to no more than a few that wait. */
export class ScryptTurns {
  #running = 0
  readonly #waiting: (() => void)[] = []

  /** Does the work when its turn comes; null at once when too many wait already. */
  async take<Result>(work: () => Promise<Result>): Promise<Result | null> {
    if (this.#running >= AT_ONCE_MAX) {
      if (this.#waiting.length >= WAITING_MAX) return null
      await new Promise<void>((turn) => this.#waiting.push(turn))
    } else this.#running += 1
    try {
      return await work()
    } finally {
      // The turn is handed on, so that nobody who comes meanwhile is before those who wait.
      const next = this.#waiting.shift()
      if (next === undefined) this.#running -= 1
      else next()
    }
  }
}
