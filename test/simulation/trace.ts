import { createHash } from 'node:crypto'

/** What happened in a run, a line each. Two runs of one seed have the same lines, or something escaped the simulation. */
export class Trace {
  readonly #hash = createHash('sha256')
  readonly #isKept: boolean
  readonly lines: string[] = []
  #count = 0

  /** `isKept`: the lines are there to be read afterwards; their hash is there either way. */
  constructor(isKept: boolean) {
    this.#isKept = isKept
  }

  /** `atMs` is the simulated time, ms from the run's start. */
  add(atMs: number, who: string, what: string): void {
    const line = `${(atMs / 1000).toFixed(3).padStart(9)} ${who.padEnd(10)} ${what}`
    this.#count += 1
    this.#hash.update(line).update('\n')
    if (this.#isKept) this.lines.push(line)
  }

  get count(): number {
    return this.#count
  }

  /** Hex SHA-256 of everything so far. */
  hash(): string {
    return this.#hash.copy().digest('hex')
  }
}
