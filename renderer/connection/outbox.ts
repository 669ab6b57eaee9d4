import type { StationView } from '../../core/contract/station-view.ts'
import { type HeldInput, keepScans, keptScans, markOf } from './held-input.ts'
import { type Problem, problemOf } from './problem.ts'
import type { StationClient } from './station-client.ts'

/** More than hands do before they look at the screen. */
export const HELD_MAX = 24
/** An answer takes a few milliseconds; only what takes longer is shown as not yet confirmed. */
export const LATE_MS = 400

/** Why what is held waits: for the station's answer, for a person, or for a STOP to be acknowledged. */
export type Waits = 'station' | 'person' | 'stop'

export interface Unconfirmed {
  readonly inputs: readonly HeldInput[]
  readonly waits: Waits
}

interface Live {
  readonly client: StationClient
  readonly person: string | null
  readonly isStopped: boolean
}

interface Waiting extends HeldInput {
  readonly settle: (isDone: boolean) => void
}

const nothing: Unconfirmed = { inputs: [], waits: 'station' }

/**
 * Inputs on their way to the station, in order, one at a time. What was sent and not answered is sent again under the same
 * mark when the station is back, so it is done once; scans made meanwhile wait behind it. All of it is shown, and scans
 * outlive a reload of the page. Nothing is dropped but by an answer, or by a person.
 */
export class Outbox {
  readonly #storage: Storage
  readonly #client: string
  readonly #listeners = new Set<() => void>()
  #n = 0
  #queue: Waiting[]
  #live: Live | null = null
  #lastPerson: string | null = null
  /** What was scanned before this moment was scanned blind. */
  #liveSince = Number.POSITIVE_INFINITY
  #isSending = false
  #needsPerson = false
  #shown: Unconfirmed = nothing
  #timer: ReturnType<typeof setTimeout> | undefined
  onProblem: (problem: Problem | null) => void = () => {}

  /** `client`: 128 random bits, in hex. */
  constructor(storage: Storage, client: string) {
    this.#storage = storage
    this.#client = client
    this.#queue = keptScans(storage).map((scan) => ({ ...scan, settle: () => {} }))
    this.#lastPerson = this.#queue.at(-1)?.by ?? null
    this.#changed()
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** What is held and late; the same object until it changes. */
  readonly current = (): Unconfirmed => this.#shown

  /** The station is there, with this view. */
  attach(client: StationClient, view: StationView): void {
    const person = view.person?.badge ?? null
    if (person !== null && person !== this.#live?.person) this.#needsPerson = false
    if (!this.#live) this.#liveSince = Date.now()
    this.#live = { client, person, isStopped: view.state.kind === 'stop' }
    if (person !== null) this.#lastPerson = person
    void this.#send()
  }

  /** The station is gone. What was not answered is held. */
  detach(): void {
    this.#live = null
    this.#liveSince = Number.POSITIVE_INFINITY
    this.#changed()
  }

  /** Resolves to whether it was done; problems are told. */
  scan(device: string, bytes: string): Promise<boolean> {
    return this.#hold({ scan: { device, bytes } })
  }

  /** Keys that sign nobody in: a passcode is not held. */
  press(key: NonNullable<HeldInput['key']>): Promise<boolean> {
    return this.#hold({ key })
  }

  /** A person gives up what waits. What is being sent may still be done, and stays. */
  discard(): void {
    const given = this.#queue.splice(this.#isSending ? 1 : 0)
    for (const { settle } of given) settle(false)
    this.#changed()
  }

  #hold(what: Pick<HeldInput, 'scan' | 'key'>): Promise<boolean> {
    const by = this.#live ? this.#live.person : this.#lastPerson
    if (by === null || this.#queue.length >= HELD_MAX) {
      this.onProblem(
        by === null
          ? { kind: 'failure', failure: { code: 'sign-in-first', detail: {} } }
          : { kind: 'word', word: 'page.outbox-full', fill: { max: HELD_MAX } },
      )
      return Promise.resolve(false)
    }
    return new Promise((settle) => {
      this.#n++
      this.#queue.push({ client: this.#client, n: this.#n, by, at: Date.now(), ...what, settle })
      this.#changed()
      void this.#send()
    })
  }

  async #send(): Promise<void> {
    if (this.#isSending) return
    this.#isSending = true
    try {
      for (let head = this.#queue[0]; head && this.#live && !this.#mustWait(head); head = this.#queue[0]) {
        const { client } = this.#live
        // What was not answered goes to the next connection, which may be there before the last one has given up.
        if (!(await this.#sendOne(head, client)) && this.#isOver(client)) return
      }
    } finally {
      this.#isSending = false
      this.#changed()
    }
  }

  /** Whether there is no other connection than this one, which gave no answer. */
  #isOver(client: StationClient): boolean {
    return this.#live === null || this.#live.client === client
  }

  /** What was scanned blind does not go on over a STOP: the station would take none of it. */
  #mustWait({ at, scan }: HeldInput): boolean {
    const isBlind = at <= this.#liveSince
    return scan !== undefined && (this.#needsPerson || (isBlind && (this.#live?.isStopped ?? false)))
  }

  /** False when there was no answer: it is sent again when the station is back. */
  async #sendOne(input: Waiting, client: StationClient): Promise<boolean> {
    const mark = markOf(input, Date.now())
    try {
      if (input.scan) await client.scan({ ...input.scan, mark })
      else if (input.key) await client.press({ ...input.key, mark })
      this.#done(input, null)
      return true
    } catch (error) {
      const problem = problemOf(error)
      if (problem.kind !== 'failure') return false
      if (input.scan && problem.failure.code === 'sign-in-first') this.#needsPerson = true
      else this.#done(input, problem)
      return true
    }
  }

  #done(input: Waiting, problem: Problem | null): void {
    this.#queue = this.#queue.filter((one) => one !== input)
    this.onProblem(problem)
    input.settle(problem === null)
    this.#changed()
  }

  #changed(): void {
    keepScans(this.#storage, this.#queue)
    clearTimeout(this.#timer)
    const oldest = this.#queue[0]
    const head = this.#live && oldest && this.#mustWait(oldest)
    const isLate = oldest !== undefined && (this.#live === null || head || Date.now() - oldest.at >= LATE_MS)
    if (oldest && !isLate) this.#timer = setTimeout(() => this.#changed(), LATE_MS)
    const waits: Waits = !head ? 'station' : this.#needsPerson ? 'person' : 'stop'
    this.#shown = isLate ? { inputs: this.#queue.map(withoutSettle), waits } : nothing
    for (const listener of this.#listeners) listener()
  }
}

const withoutSettle = ({ settle: _, ...input }: Waiting): HeldInput => input
