import { BondmarkError, type Failure } from '../../../core/errors/bondmark-error.ts'
import { parseVkey } from '../../../core/log/vkey.ts'
import type { Timers } from '../../../platform/clock/timers.ts'
import { type Post, requestCosignature, type ToCosign, type Witness } from './witness-client.ts'

/** From the question to its cosignature, both attempts included; whoever needs longer is asked again. */
const ANSWER_MS_MAX = 15_000

/** How a witness has answered of late. */
export interface WitnessState {
  readonly name: string
  readonly url: string
  /** Size it cosigned last, as far as is known here. */
  readonly size: number
  /** Why it gave no cosignature when it was asked last; null when it gave one, or has not been asked. */
  readonly failure: Failure | null
}

/**
 * One witness as the log asks it: one question at a time, the newest first. While it is busy with an older checkpoint, of
 * the newer ones only the newest waits, so that a slow witness costs nothing but itself.
 */
export class AskedWitness {
  readonly #witness
  readonly #post
  readonly #timers
  readonly name: string
  #busy = false
  #next: { checkpoint: Omit<ToCosign, 'lastSize'>; settle: (line: string | Failure) => void } | null = null
  #size: number
  #failure: Failure | null = null

  /** `lastSize` is that of the newest checkpoint that is public. */
  constructor(witness: Witness, lastSize: number, post: Post, timers: Timers) {
    this.#witness = witness
    this.#post = post
    this.#timers = timers
    this.#size = lastSize
    this.name = parseVkey(witness.vkey).name
  }

  get state(): WitnessState {
    return { name: this.name, url: this.#witness.url, size: this.#size, failure: this.#failure }
  }

  /** The signature line for a checkpoint, or why there is none. Never rejects for what a witness does. */
  ask(checkpoint: Omit<ToCosign, 'lastSize'>): Promise<string | Failure> {
    return new Promise((resolve) => {
      this.#next?.settle({ code: 'witness-unreachable', detail: { url: this.#witness.url, reason: 'busy' } })
      this.#next = { checkpoint, settle: resolve }
      if (!this.#busy) void this.#work()
    })
  }

  async #work(): Promise<void> {
    this.#busy = true
    for (let next = this.#next; next !== null; next = this.#next) {
      this.#next = null
      const line = await this.#askOnce(next.checkpoint)
      this.#failure = typeof line === 'string' ? null : line
      if (typeof line === 'string') this.#size = Math.max(this.#size, next.checkpoint.size)
      next.settle(line)
    }
    this.#busy = false
  }

  async #askOnce(checkpoint: Omit<ToCosign, 'lastSize'>): Promise<string | Failure> {
    const { url } = this.#witness
    let cancel = () => {}
    const late = new Promise<Failure>((resolve) => {
      const failure: Failure = { code: 'witness-unreachable', detail: { url, reason: 'no answer in time' } }
      cancel = this.#timers.after(ANSWER_MS_MAX, () => resolve(failure))
    })
    const lastSize = Math.min(this.#size, checkpoint.size)
    const asked = requestCosignature(this.#witness, { ...checkpoint, lastSize }, this.#post).catch(
      (error: unknown): Failure => {
        if (error instanceof BondmarkError) return error.toFailure()
        throw error
      },
    )
    try {
      return await Promise.race([asked, late])
    } finally {
      cancel()
    }
  }
}
