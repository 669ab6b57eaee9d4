import { Scheduler } from './scheduler.ts'
import { Seeded } from './seeded.ts'
import { Trace } from './trace.ts'

/** When a run begins: Unix ms. */
const EPOCH_MS = Date.parse('2026-11-25T08:00:00.000Z')

/** Everything that the parts of one run share. */
export class World {
  readonly scheduler = new Scheduler()
  readonly chance: Seeded
  readonly trace: Trace
  /** What must never be, and was. */
  readonly wrongs: string[] = []

  constructor(seed: string, isTraceKept: boolean) {
    this.chance = new Seeded(seed)
    this.trace = new Trace(isTraceKept)
  }

  /** The true time. */
  unixMs(): number {
    return EPOCH_MS + Math.floor(this.scheduler.nowMs)
  }

  say(who: string, what: string): void {
    this.trace.add(this.scheduler.nowMs, who, what)
  }

  /** An invariant does not hold. */
  wrong(what: string): void {
    this.say('WRONG', what)
    if (this.wrongs.length < 20) this.wrongs.push(what)
  }

  /** Code under test threw what is no expected failure. */
  surprise(who: string, error: unknown): void {
    this.wrong(`${who} failed: ${error instanceof Error ? error.message : String(error)}`)
  }
}
