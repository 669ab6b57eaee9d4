/** Gives turns to work that costs memory and a thread: so many at once, and to no more than a few that wait. */
export class Turns {
  #running = 0
  readonly #waiting: (() => void)[] = []
  readonly #atOnceMax
  readonly #waitingMax

  constructor({ atOnceMax, waitingMax }: { readonly atOnceMax: number; readonly waitingMax: number }) {
    this.#atOnceMax = atOnceMax
    this.#waitingMax = waitingMax
  }

  /** Does the work when its turn comes; null at once when too many wait already. */
  async take<Result>(work: () => Promise<Result>): Promise<Result | null> {
    if (this.#running >= this.#atOnceMax) {
      if (this.#waiting.length >= this.#waitingMax) return null
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
