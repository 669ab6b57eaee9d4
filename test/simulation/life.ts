import type { Timers } from '../../platform/clock/timers.ts'
import type { RandomBytes } from '../../platform/keys/random-bytes.ts'

/** What a process does that others can see or that outlives it: only between two of these does it matter where it dies. */
export type Effect = 'send' | 'write'

/** Thrown into a process at the write where it dies; nothing that it does after that has any effect. */
export class ProcessKilled extends Error {
  constructor() {
    super('the process was killed')
  }
}

/** One life of a process, from its start to its death. */
export interface Life {
  /** Name of its machine, and how many lives that had before. */
  readonly name: string
  readonly n: number
  readonly isDead: () => boolean
  readonly timers: Timers
  readonly randomBytes: RandomBytes
  /** Turns to other events, as setImmediate does. */
  readonly turn: () => Promise<void>
  /** Counts an effect. False when the process is dead, or dies now, before it. */
  effect(kind: Effect): boolean
  /** Runs `work` as an event of this process: not when it is dead, and later when its disk keeps it busy. */
  deliver(work: () => void): void
  /** What is written now does not fit. */
  readonly isDiskFull: () => boolean
  /** Ms until what this process does now has left it: its disk may be slow. */
  busyMs(): number
  onDeath(end: () => void): void
}
