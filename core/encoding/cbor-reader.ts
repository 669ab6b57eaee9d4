import { BondmarkError } from '../errors/bondmark-error.ts'
import type { Code } from '../errors/codes.ts'
import { fromUtf8 } from './utf8.ts'

/**
 * Reads deterministic CBOR (RFC 8949 §4.2.1) whose shape the caller knows: it asks for what must come next. A head that
 * is not the shortest, an indefinite length, a tag, a float or a length beyond the end is refused, so what was read has
 * no second encoding.
 *
 * Every failure is a BondmarkError of the code given, `{at: byte offset, reason}`.
 */
export class CborReader {
  readonly #bytes: Uint8Array
  readonly #code: Code
  readonly #base: number
  #at = 0

  /** `base` is the offset of `bytes` in the whole, for messages. */
  constructor(bytes: Uint8Array, code: Code, base = 0) {
    this.#bytes = bytes
    this.#code = code
    this.#base = base
  }

  get offset(): number {
    return this.#at
  }

  get done(): boolean {
    return this.#at === this.#bytes.length
  }

  fail(reason: string, at: number = this.#at): never {
    throw new BondmarkError(this.#code, { at: this.#base + at, reason })
  }

  #head(major: number, what: string): number {
    const start = this.#at
    const first = this.#bytes[start]
    if (first === undefined) this.fail('cut off')
    if (first >>> 5 !== major) this.fail(`${what} expected`)
    const info = first & 31
    if (info < 24) {
      this.#at = start + 1
      return info
    }
    if (info > 27) this.fail('indefinite or reserved length')
    const width = 1 << (info - 24)
    if (start + 1 + width > this.#bytes.length) this.fail('cut off')
    let value = 0
    for (let i = 1; i <= width; i++) value = value * 256 + (this.#bytes[start + i] ?? 0)
    if (!Number.isSafeInteger(value)) this.fail('number beyond 53 bits')
    const least = info === 24 ? 24 : 2 ** (8 * (width >>> 1))
    if (value < least) this.fail('not the shortest form')
    this.#at = start + 1 + width
    return value
  }

  uint(): number {
    return this.#head(0, 'unsigned integer')
  }

  negativeInt(): number {
    return -1 - this.#head(1, 'negative integer')
  }

  /** The length of an array whose items come next. */
  array(): number {
    return this.#head(4, 'array')
  }

  /** The number of entries of a map whose keys and values come next. */
  map(): number {
    return this.#head(5, 'map')
  }

  /** A byte string, as a view of the bytes being read. */
  bytes(maxLength = Number.POSITIVE_INFINITY): Uint8Array {
    return this.#take(this.#head(2, 'byte string'), maxLength)
  }

  text(maxBytes: number): string {
    const start = this.#at
    const text = fromUtf8(this.#take(this.#head(3, 'text'), maxBytes))
    return text ?? this.fail('not UTF-8', start)
  }

  #take(length: number, maxLength: number): Uint8Array {
    if (length > maxLength) this.fail(`longer than ${maxLength} bytes`)
    const end = this.#at + length
    if (end > this.#bytes.length) this.fail('cut off')
    const view = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return view
  }

  /** These very bytes must come next. */
  literal(expected: Uint8Array, what: string): void {
    for (let i = 0; i < expected.length; i++) {
      if (this.#bytes[this.#at + i] !== expected[i]) this.fail(`${what} expected`)
    }
    this.#at += expected.length
  }

  end(): void {
    if (!this.done) this.fail('bytes after the end')
  }
}
