import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes } from '../encoding/concat-bytes.ts'
import { toUtf8 } from '../encoding/utf8.ts'

/** Bytes of a seed. */
export const SEED_BYTES = 32

const tag = concatBytes(toUtf8('bondmark/sampling-draw/1'), new Uint8Array([0]))
const WORDS = 2 ** 32

/**
 * Numbers that follow from a seed alone, so that anybody who has it gets the same ones: block i is
 * SHA-256(tag ‖ seed ‖ i as 8 bytes, big endian), i from 0; each block is read as eight words of 32 bits, big endian, in
 * order (docs/formats/sampling-draw.md).
 */
export class SeededChance {
  readonly #seed: Uint8Array
  #block = new DataView(new ArrayBuffer(0))
  #blocks = 0
  #at = 0

  /** @param seed 32 bytes that nobody could choose, or a rehearsal's */
  constructor(seed: Uint8Array) {
    if (seed.length !== SEED_BYTES) throw new RangeError(`a seed has ${SEED_BYTES} bytes`)
    this.#seed = seed
  }

  #word(): number {
    if (this.#at >= this.#block.byteLength) {
      const counter = new DataView(new ArrayBuffer(8))
      counter.setUint32(4, this.#blocks++)
      const hash = sha256(concatBytes(tag, this.#seed, new Uint8Array(counter.buffer)))
      this.#block = new DataView(hash.buffer, hash.byteOffset, hash.byteLength)
      this.#at = 0
    }
    const word = this.#block.getUint32(this.#at)
    this.#at += 4
    return word
  }

  /**
   * A whole number from 0 to below the bound (1 to 2³²), each as likely as any other: words from the largest multiple of the bound on are
   * passed over, for to take the rest of any word would favour small numbers.
   */
  below(bound: number): number {
    const limit = WORDS - (WORDS % bound)
    for (;;) {
      const word = this.#word()
      if (word < limit) return word % bound
    }
  }

  /** The same things in an order that is as likely as any other (Fisher and Yates, from the end). */
  shuffled<T>(things: readonly T[]): T[] {
    const order = [...things]
    for (let last = order.length - 1; last > 0; last--) {
      const other = this.below(last + 1)
      const [a, b] = [order[last], order[other]]
      if (a !== undefined && b !== undefined) {
        order[last] = b
        order[other] = a
      }
    }
    return order
  }

  /**
   * So many different whole numbers from 1 to a size, in rising order: the first places of a list of all of them that is shuffled
   * from its front. Only the places that were exchanged are kept, so that a few of a million cost a few.
   */
  someOf(size: number, wanted: number): number[] {
    const exchanged = new Map<number, number>()
    const taken: number[] = []
    for (let i = 0; i < wanted; i++) {
      const other = i + this.below(size - i)
      taken.push((exchanged.get(other) ?? other) + 1)
      exchanged.set(other, exchanged.get(i) ?? i)
    }
    return taken.sort((a, b) => a - b)
  }
}
