import { createHash } from 'node:crypto'
import { seededRandom } from '../shift/seeded-random.ts'

/** Chance that a seed alone decides. Parts of a run draw from streams of their own, so that one does not move another. */
export class Seeded {
  readonly #seed: string
  readonly #next: () => number

  constructor(seed: string) {
    this.#seed = seed
    this.#next = seededRandom(createHash('sha256').update(seed).digest().readUInt32LE(0))
  }

  /** A stream of its own, decided by this one's seed and the name. */
  stream(name: string): Seeded {
    return new Seeded(`${this.#seed}/${name}`)
  }

  /** A whole number from `from` to `to`, both included. */
  int(from: number, to: number): number {
    return from + Math.floor(this.#next() * (to - from + 1))
  }

  chance(probability: number): boolean {
    return this.#next() < probability
  }

  /** One of these; throws for none. */
  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.int(0, choices.length - 1)]
    if (choice === undefined) throw new RangeError('nothing to choose from')
    return choice
  }

  bytes(n: number): Uint8Array {
    return Uint8Array.from({ length: n }, () => this.int(0, 255))
  }
}
