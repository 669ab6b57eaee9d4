/** Places for what takes long: of one caller, and of all. */
export class Seats {
  readonly #max
  readonly #maxOfOne
  readonly #taken = new Map<string, number>()
  #all = 0

  constructor(max: number, maxOfOne: number) {
    this.#max = max
    this.#maxOfOne = maxOfOne
  }

  /** Takes a place and answers what gives it back; null when there is none. */
  take(caller: string): (() => void) | null {
    const own = this.#taken.get(caller) ?? 0
    if (own >= this.#maxOfOne || this.#all >= this.#max) return null
    this.#taken.set(caller, own + 1)
    this.#all++
    let isTaken = true
    return () => {
      if (!isTaken) return
      isTaken = false
      this.#all--
      const left = (this.#taken.get(caller) ?? 1) - 1
      if (left === 0) this.#taken.delete(caller)
      else this.#taken.set(caller, left)
    }
  }
}
