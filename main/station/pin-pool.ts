import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { newPin, phcString } from '../../core/label/pin.ts'
import { realTimer, type Timer } from '../../platform/clock/timer.ts'
import { deriveKey, random } from '../../platform/keys/scrypt.ts'

/** A scratch code and what may be known of it. The code itself exists in memory, in printer bytes and on paper only. */
export interface PinPair {
  /** Its ten symbols in ASCII: bytes, because they can be wiped and a string cannot. */
  readonly pin: Uint8Array
  /** PHC string: scrypt with a salt of its own. */
  readonly commitment: string
}

export interface PinPoolOptions {
  /** How many pairs are worth having ahead now; asked now and then. Absent: none are made before they are needed. */
  readonly appetite?: () => number
  /** What a pair costs and where it is made; only tests have a cheaper one. */
  readonly makePair?: () => Promise<PinPair>
  readonly timer?: Timer
  /** Hears why pairs could not be made ahead; whoever needs them then is told by `ensure`. */
  readonly onFault?: (error: BondmarkError) => void
}

/** The most that is ever held: about 0.4 MB, and 25 s of a processor's time. */
export const PINS_AHEAD_MAX = 1_024
/** So many are made at once, two at a time: more than a pair of hands uses up while the next ones are made. */
const AT_HAND = 8
/** Beyond them one pair is made at a time, and then nothing for so many times as long: a tenth of one processor. */
const REST_FACTOR = 9
/** How often it is asked anew how many are wanted. */
const LOOK_MS = 1_000
/** Pairs in the making while somebody waits for them: as many as libuv has threads. */
const URGENT = 4
/** A pair takes 25 ms; one that takes this long will not come. */
const PAIR_WAIT_MS = 30_000
/** After a failure nothing is tried for so long, unless somebody needs a pair. */
const MEND_MS = 10_000

/**
 * Makes (PIN, commitment) pairs ahead, off the main thread, because a commitment costs about 25 ms and a scan must not
 * wait for it (decision 0040). `take` is synchronous: a dry pool throws RangeError, so callers `ensure` first.
 */
export class PinPool {
  readonly #appetite: (() => number) | null
  readonly #makePair: () => Promise<PinPair>
  readonly #timer: Timer
  readonly #onFault: (error: BondmarkError) => void
  readonly #ready: PinPair[] = []
  #making = 0
  #wanted = 0
  #askedMs = Number.NEGATIVE_INFINITY
  #isUrgent = false
  #isFilling = false
  #isClosed = false
  #cancelLook: (() => void) | null = null

  constructor(options: PinPoolOptions = {}) {
    const { appetite, makePair = committedPair, timer = realTimer, onFault = () => {} } = options
    this.#appetite = appetite ?? null
    this.#makePair = makePair
    this.#timer = timer
    this.#onFault = onFault
  }

  get ready(): number {
    return this.#ready.length
  }

  /**
   * Resolves when `n` pairs are there; until then says how many are. Nothing is taken meanwhile, so that whoever needs a
   * case of them has all or none. Throws `pin-pool-failed` when they cannot be made.
   */
  async ensure(n: number, onProgress: (ready: number) => void = () => {}): Promise<void> {
    if (this.#ready.length >= n) return
    this.#isUrgent = true
    const makeSome = async () => {
      while (this.#ready.length + this.#making < n) {
        await this.#make()
        onProgress(Math.min(this.#ready.length, n))
      }
    }
    try {
      while (this.#ready.length < n) {
        if (this.#ready.length + this.#making < n) await Promise.all(Array.from({ length: URGENT }, makeSome))
        else await this.#pause()
      }
    } finally {
      this.#isUrgent = false
      this.wake()
    }
  }

  /** Hands a pair over; whoever has it wipes it. */
  take(): PinPair {
    const pair = this.#ready.shift()
    if (!pair) throw new RangeError('the PIN pool is dry')
    this.wake()
    return pair
  }

  /** Something has changed: more pairs may be wanted, or fewer are there. Cheap, and never waits. */
  wake(): void {
    if (!this.#appetite || this.#isFilling || this.#isClosed) return
    this.#isFilling = true
    void this.#fill().finally(() => {
      this.#isFilling = false
    })
  }

  /** Wipes what was made and not taken; what is being made is wiped when it is there. */
  close(): void {
    this.#isClosed = true
    this.#cancelLook?.()
    for (const { pin } of this.#ready.splice(0)) pin.fill(0)
  }

  /** Never throws: a failure ends it for a while. */
  async #fill(): Promise<void> {
    try {
      while (!this.#isClosed && !this.#isUrgent && this.#ready.length + this.#making < this.#look()) {
        if (this.#ready.length < AT_HAND) {
          await Promise.all([this.#make(), ...(this.#ready.length + 1 < AT_HAND ? [this.#make()] : [])])
          continue
        }
        const beganMs = this.#timer.nowMs()
        await this.#make()
        await this.#pause(REST_FACTOR * (this.#timer.nowMs() - beganMs))
      }
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      this.#onFault(error)
      this.#lookLater(MEND_MS)
    }
  }

  /** How many are wanted. A question to the store, so it is asked once a second at most; what changes meanwhile is seen then. */
  #look(): number {
    if (this.#timer.nowMs() - this.#askedMs >= LOOK_MS) {
      this.#wanted = Math.min(this.#appetite?.() ?? 0, PINS_AHEAD_MAX)
      this.#askedMs = this.#timer.nowMs()
    } else this.#lookLater(LOOK_MS)
    return this.#wanted
  }

  #lookLater(ms: number): void {
    if (this.#cancelLook || this.#isClosed) return
    this.#cancelLook = this.#timer.after(ms, () => {
      this.#cancelLook = null
      this.wake()
    })
  }

  #pause(ms = 10): Promise<void> {
    return new Promise((resolve) => {
      this.#timer.after(ms, resolve)
    })
  }

  async #make(): Promise<void> {
    this.#making++
    let giveUp = () => {}
    const tooLong = new Promise<never>((_, reject) => {
      giveUp = this.#timer.after(PAIR_WAIT_MS, () => reject(this.#failed('timeout')))
    })
    const made = this.#makePair().then(
      (pair) => this.#put(pair),
      (error: unknown) => {
        throw this.#failed(reasonOf(error))
      },
    )
    try {
      await Promise.race([made, tooLong])
    } finally {
      giveUp()
      this.#making--
    }
  }

  #put(pair: PinPair): void {
    if (this.#isClosed) pair.pin.fill(0)
    else this.#ready.push(pair)
  }

  #failed(reason: string): BondmarkError {
    return new BondmarkError('pin-pool-failed', { ready: this.#ready.length, reason })
  }
}

/** Node's own code, as `ERR_CRYPTO_…`: its message is never repeated, whatever may stand in it. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error ? Reflect.get(error, 'code') : null
  return typeof code === 'string' ? code.slice(0, 64) : 'unknown'
}

async function committedPair(): Promise<PinPair> {
  const pin = newPin(random)
  const salt = random(16)
  const hash = await deriveKey(pin, salt, 32)
  return { pin, commitment: phcString({ salt, hash }) }
}
