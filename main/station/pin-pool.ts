import { toUtf8 } from '../../core/encoding/utf8.ts'
import { newPin, phcString } from '../../core/label/pin.ts'
import { deriveKey, random } from '../../platform/keys/scrypt.ts'

/** A scratch code and what may be known of it. The code itself exists in memory, in printer bytes and on paper only. */
export interface PinPair {
  readonly pin: string
  /** PHC string: scrypt with a salt of its own. */
  readonly commitment: string
}

/**
 * Makes (PIN, commitment) pairs ahead, off the main thread, because a commitment costs about 25 ms and a scan must not
 * wait for it. `take` is synchronous: a dry pool throws RangeError, so callers `ensure` first.
 */
export class PinPool {
  readonly #ready: PinPair[] = []
  readonly #size: number
  readonly #makePair: () => Promise<PinPair>
  #making = 0

  /** `makePair`: what a pair costs and where it is made; only tests have a cheaper one. */
  constructor(size: number, makePair: () => Promise<PinPair> = committedPair) {
    this.#size = size
    this.#makePair = makePair
  }

  get ready(): number {
    return this.#ready.length
  }

  /** Resolves when `n` pairs are there. */
  async ensure(n: number): Promise<void> {
    while (this.#ready.length < n)
      await Promise.all(Array.from({ length: Math.min(4, n - this.#ready.length) }, () => this.#make()))
    this.#fill()
  }

  take(): PinPair {
    const pair = this.#ready.shift()
    if (!pair) throw new RangeError('the PIN pool is dry')
    this.#fill()
    return pair
  }

  #fill(): void {
    // Two at a time: enough for a person's pace, and half of libuv's pool stays free.
    while (this.#ready.length + this.#making < this.#size && this.#making < 2)
      void this.#make().then(() => this.#fill())
  }

  async #make(): Promise<void> {
    this.#making++
    try {
      this.#ready.push(await this.#makePair())
    } finally {
      this.#making--
    }
  }
}

async function committedPair(): Promise<PinPair> {
  const pin = newPin(random)
  const salt = random(16)
  const hash = await deriveKey(toUtf8(pin), salt, 32)
  return { pin, commitment: phcString({ salt, hash }) }
}
