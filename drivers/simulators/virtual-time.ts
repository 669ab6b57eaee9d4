import type { Timer } from '../../platform/clock/timer.ts'

interface Waiting {
  readonly atMs: number
  readonly order: number
  readonly work: () => void
  cancelled: boolean
}

/** Turns that are given when nothing waits for time, before the work is called stuck. */
const turnsAtRest = 200
const stepsMax = 20_000_000

/** A turn of the event loop: every promise that can go on does so before it ends. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

/**
 * Time that moves only when nothing else is to be done: what waits is called in order of its moment (the earlier asked
 * first), and between two calls promises run out. The same calls give the same order, however fast the machine is.
 * Work that also waits for files or sockets is given turns of the event loop, but no promise of an order.
 */
export class VirtualTime implements Timer {
  #nowMs = 0
  #asked = 0
  /** A heap: the earliest first. */
  readonly #waiting: Waiting[] = []

  nowMs(): number {
    return this.#nowMs
  }

  after(ms: number, work: () => void): () => void {
    const waiting = { atMs: this.#nowMs + Math.max(0, ms), order: this.#asked++, work, cancelled: false }
    push(this.#waiting, waiting)
    return () => {
      waiting.cancelled = true
    }
  }

  /** Calls in order what falls due within the next `ms`, and stands `ms` later. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms
    for (let steps = 0; steps < stepsMax; steps++) {
      await settle()
      const next = this.#next()
      if (next === undefined || next.atMs > untilMs) {
        this.#nowMs = untilMs
        return
      }
      this.#call(next)
    }
    throw new RangeError(`more than ${stepsMax} calls within ${ms} ms`)
  }

  /** Moves time on until `work` is done, and answers what it answers. Throws when it waits for something else than time. */
  async until<T>(work: Promise<T>): Promise<T> {
    let done = false
    const watched = work.finally(() => {
      done = true
    })
    watched.catch(() => undefined)
    for (let steps = 0, atRest = 0; steps < stepsMax && atRest < turnsAtRest; steps++) {
      await settle()
      if (done) return watched
      const next = this.#next()
      if (next === undefined) atRest++
      else {
        atRest = 0
        this.#call(next)
      }
    }
    throw new RangeError(`stuck at ${this.#nowMs} ms: nothing waits for time, and the work is not done`)
  }

  #next(): Waiting | undefined {
    while (this.#waiting[0]?.cancelled) pop(this.#waiting)
    return this.#waiting[0]
  }

  #call(next: Waiting): void {
    pop(this.#waiting)
    this.#nowMs = Math.max(this.#nowMs, next.atMs)
    next.work()
  }
}

const isBefore = (a: Waiting, b: Waiting) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)

function push(heap: Waiting[], added: Waiting): void {
  let at = heap.length
  heap.push(added)
  while (at > 0) {
    const above = (at - 1) >> 1
    const parent = heap[above]
    if (parent === undefined || !isBefore(added, parent)) break
    heap[at] = parent
    at = above
  }
  heap[at] = added
}

function pop(heap: Waiting[]): void {
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return
  let at = 0
  for (;;) {
    const left = heap[2 * at + 1]
    const right = heap[2 * at + 2]
    if (left === undefined) break
    const isRight = right !== undefined && isBefore(right, left)
    const child = isRight ? right : left
    if (!isBefore(child, last)) break
    heap[at] = child
    at = 2 * at + (isRight ? 2 : 1)
  }
  heap[at] = last
}
