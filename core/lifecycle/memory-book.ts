import {
  type Held,
  heldInside,
  type Life,
  type LifeBook,
  type TracedStatement,
  type Waiting,
} from './life.ts'

/** A book of lives in memory: for readers of one unit's or one workspace's statements. */
export class MemoryBook implements LifeBook {
  readonly #lives = new Map<string, Life>()
  readonly #contents = new Map<string, Set<string>>()
  readonly #waiting = new Map<string, Map<number, TracedStatement>>()
  readonly #waits = new Map<number, Set<string>>()

  keys(): string[] {
    return [...this.#lives.keys()]
  }

  life(key: string): Life | null {
    return this.#lives.get(key) ?? null
  }

  put(key: string, life: Life): void {
    const before = this.#lives.get(key)?.parent ?? null
    if (before !== null && before !== life.parent) this.#contents.get(before)?.delete(key)
    if (life.parent !== null) {
      const contents = this.#contents.get(life.parent) ?? new Set()
      this.#contents.set(life.parent, contents.add(key))
    }
    this.#lives.set(key, life)
  }

  contentsOf(parent: string): readonly string[] {
    return [...(this.#contents.get(parent) ?? [])].sort()
  }

  heldIn(parent: string): Held | null {
    for (const key of this.contentsOf(parent)) {
      const life = this.#lives.get(key)
      if (life && heldInside.includes(life.state)) return { key, since: life.since }
    }
    return null
  }

  waitingFor(key: string): readonly Waiting[] {
    return [...(this.#waiting.get(key)?.values() ?? [])].sort((a, b) => a.place - b.place)
  }

  wait(key: string, statement: TracedStatement): void {
    const { place } = statement
    this.#waiting.set(key, (this.#waiting.get(key) ?? new Map()).set(place, statement))
    this.#waits.set(place, (this.#waits.get(place) ?? new Set()).add(key))
  }

  stopWaiting(key: string, place: number): TracedStatement | null {
    const statement = this.#waiting.get(key)?.get(place) ?? null
    this.#waiting.get(key)?.delete(place)
    const left = this.#waits.get(place)
    left?.delete(key)
    if (left === undefined || left.size > 0) return null
    this.#waits.delete(place)
    return statement
  }
}
