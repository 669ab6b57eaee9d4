import type { Disk } from './disk.ts'
import { type Life, ProcessKilled } from './life.ts'
import type { World } from './world.ts'

/** A computer with a clock and a disk of its own, and at most one process alive. */
export class Machine {
  readonly name: string
  readonly disk: Disk
  /** Unix ms that its clock is ahead of the true time. */
  clockOffsetMs = 0
  /** How long each of its writes takes. */
  writeMs = 0
  isDiskFull = false
  /** Lives so far. */
  lives = 0
  life: Life | null = null
  readonly #world: World
  readonly #boot: (life: Life) => void
  #kill: (() => void) | null = null
  #effectsLeft = Number.POSITIVE_INFINITY
  #onKilledByEffect: () => void = () => {}

  constructor(world: World, name: string, disk: Disk, boot: (life: Life) => void) {
    this.#world = world
    this.name = name
    this.disk = disk
    this.#boot = boot
  }

  start(): void {
    if (this.life !== null) return
    this.lives += 1
    this.#world.say(this.name, `starts, life ${this.lives}`)
    this.life = this.#live()
    this.disk.attach(this.life)
    this.#boot(this.life)
  }

  kill(): void {
    if (this.life === null) return
    this.#world.say(this.name, 'is killed')
    this.#kill?.()
  }

  /** Kills the process before the effect that comes after so many others. */
  killAtEffect(count: number, then: () => void): void {
    this.#effectsLeft = count
    this.#onKilledByEffect = then
  }

  #live(): Life {
    const world = this.#world
    const chance = world.chance.stream(`${this.name}/${this.lives}`)
    const ends: (() => void)[] = []
    let isDead = false
    let busyUntilMs = 0
    const die = () => {
      if (isDead) return
      isDead = true
      this.life = null
      this.#kill = null
      this.#effectsLeft = Number.POSITIVE_INFINITY
      for (const end of ends.splice(0)) end()
    }
    this.#kill = die
    const after = (ms: number, fire: () => void) => world.scheduler.after(ms, () => life.deliver(fire))
    /** What a process throws out of an event ends it. */
    const attempt = (work: () => void) => {
      try {
        work()
      } catch (error) {
        if (!(error instanceof ProcessKilled)) world.surprise(this.name, error)
      }
    }
    const life: Life = {
      name: this.name,
      n: this.lives,
      isDead: () => isDead,
      // A little still fits now and then, so that the first write is not the only one that fails.
      isDiskFull: () => this.isDiskFull && chance.chance(0.5),
      timers: { now: () => world.unixMs() + this.clockOffsetMs, after },
      randomBytes: (n) => chance.bytes(n),
      turn: () => new Promise((resolve) => after(1, resolve)),
      effect: (kind) => {
        if (isDead) return false
        if (this.#effectsLeft-- <= 0) {
          world.say(this.name, `dies before a ${kind}`)
          die()
          this.#onKilledByEffect()
          return false
        }
        if (kind === 'write' && this.writeMs > 0)
          busyUntilMs = Math.max(busyUntilMs, world.scheduler.nowMs) + this.writeMs
        return true
      },
      deliver: (work) => {
        if (isDead) return
        const waitMs = busyUntilMs - world.scheduler.nowMs
        if (waitMs > 0) world.scheduler.after(waitMs, () => life.deliver(work))
        else attempt(work)
      },
      busyMs: () => Math.max(0, busyUntilMs - world.scheduler.nowMs),
      onDeath: (end) => ends.push(end),
    }
    return life
  }
}
