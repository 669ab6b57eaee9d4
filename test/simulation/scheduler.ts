/** One thing that will happen, unless it is cancelled before. */
interface Due {
  readonly atMs: number
  readonly order: number
  fire: (() => void) | null
}

/** Steps without end are a bug of the code under test: nothing lawful takes so many. */
const STEPS_MAX = 400_000

/**
 * The simulation's only clock: everything that happens, timers and deliveries alike, comes out of one queue, by time and
 * then in the order in which it was put in. What a step sets off is run to its end before the next one begins.
 */
export class Scheduler {
  /** Ms from the run's start. */
  nowMs = 0
  #order = 0
  #steps = 0
  readonly #heap: Due[] = []
  /** Called after each step. */
  onStep: () => void = () => {}

  get steps(): number {
    return this.#steps
  }

  /** Fires `ms` from now. Returns what cancels it. */
  after(ms: number, fire: () => void): () => void {
    const due: Due = { atMs: this.nowMs + Math.max(0, ms), order: this.#order++, fire }
    this.#push(due)
    return () => {
      due.fire = null
    }
  }

  /** Runs until nothing is due before `untilMs`, or `isDone` says so between two steps. */
  async run(untilMs: number, isDone: () => boolean = () => false): Promise<void> {
    while (!isDone()) {
      const due = this.#heap[0]
      if (due === undefined || due.atMs > untilMs) break
      this.#pop()
      if (due.fire === null) continue
      this.nowMs = due.atMs
      this.#steps += 1
      if (this.#steps > STEPS_MAX) throw new Error(`more than ${STEPS_MAX} steps`)
      due.fire()
      await settled()
      this.onStep()
    }
    if (!isDone()) this.nowMs = Math.max(this.nowMs, untilMs)
  }

  #push(due: Due): void {
    const heap = this.#heap
    let at = heap.length
    heap.push(due)
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = heap[parent] as Due
      if (isBefore(above, due)) break
      heap[at] = above
      at = parent
    }
    heap[at] = due
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop() as Due
    if (heap.length === 0) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Due, heap[child] as Due)) child += 1
      if (isBefore(last, heap[child] as Due)) break
      heap[at] = heap[child] as Due
      at = child
    }
    heap[at] = last
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
}

/** Resolves when every promise that can go on has gone on: Node turns to this only when no microtask is left. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))
