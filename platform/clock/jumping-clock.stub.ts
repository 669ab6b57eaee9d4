import { type Clock, formatInstant } from './clock.ts'

/** A machine's clock that can be set, beside a steady one that cannot: what a test makes jump. */
export class JumpingClock implements Clock {
  readonly isRecorded = false
  offsetMin = 480
  #wallMs: number
  #steadyMs = 1_000

  constructor(t: string) {
    this.#wallMs = Date.parse(t)
  }

  /** Time passes on both. */
  pass(ms: number): void {
    this.#wallMs += ms
    this.#steadyMs += ms
  }

  /** Somebody sets the wall clock. */
  jump(ms: number): void {
    this.#wallMs += ms
  }

  get wallMs(): number {
    return this.#wallMs
  }

  now(): string {
    return formatInstant(this.#wallMs, this.offsetMin)
  }

  steadyMs(): number {
    return this.#steadyMs
  }
}
