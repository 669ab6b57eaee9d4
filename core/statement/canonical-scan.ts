import { fromUtf8 } from '../encoding/utf8.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'

/*
 * Checks RFC 8785 without building anything: every statement read passes through here, and parsing it to write it again
 * cost a sixth of a signature's verification, most of the room that a chain's budget leaves.
 */

const MAX_JSON_DEPTH = 32

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

const literals = ['true', 'false', 'null'].map((word) => Uint8Array.from(word, (c) => c.charCodeAt(0)))
/** `"`, `\`, b, f, n, r, t: the escapes of RFC 8785 §3.2.2.2 besides \u00xx */
const shortEscapes = new Set(Array.from('"\\bfnrt', (c) => c.charCodeAt(0)))
/** control characters that have a short escape and so no other */
const hasShortEscape = new Set([0x08, 0x09, 0x0a, 0x0c, 0x0d])

class CanonicalScan {
  readonly #bytes: Uint8Array
  #at = 0
  /** whether the string scanned last was plain ASCII without escapes, whose bytes sort as its characters do */
  #plain = true

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  #fail(reason: string): never {
    throw new BondmarkError('json-not-canonical', { at: this.#at, reason })
  }

  #byte(ahead = 0): number {
    return this.#bytes[this.#at + ahead] ?? -1
  }

  #take(byte: number, what: string): void {
    if (this.#byte() !== byte) this.#fail(`${what} expected`)
    this.#at++
  }

  whole(): void {
    this.#value(0)
    if (this.#at !== this.#bytes.length) this.#fail('bytes after the end')
  }

  #value(depth: number): void {
    const byte = this.#byte()
    if (byte === quote) this.#string()
    else if (byte === openBrace) this.#object(depth + 1)
    else if (byte === openBracket) this.#array(depth + 1)
    else if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) this.#number()
    else this.#literal()
  }

  #literal(): void {
    const word = literals.find((letters) => letters.every((letter, i) => this.#byte(i) === letter))
    if (word === undefined) this.#fail('a value expected')
    this.#at += word.length
  }

  #enter(depth: number): void {
    if (depth > MAX_JSON_DEPTH) this.#fail(`nested deeper than ${MAX_JSON_DEPTH}`)
    this.#at++
  }

  #array(depth: number): void {
    this.#enter(depth)
    if (this.#byte() !== closeBracket) {
      this.#value(depth)
      while (this.#byte() === comma) {
        this.#at++
        this.#value(depth)
      }
    }
    this.#take(closeBracket, 'a comma or the end of an array')
  }

  #object(depth: number): void {
    this.#enter(depth)
    if (this.#byte() !== closeBrace) {
      let last = this.#member(depth, null)
      while (this.#byte() === comma) {
        this.#at++
        last = this.#member(depth, last)
      }
    }
    this.#take(closeBrace, 'a comma or the end of an object')
  }

  #member(depth: number, last: Key | null): Key {
    const start = this.#at
    if (this.#byte() !== quote) this.#fail('a name expected')
    this.#string()
    const key = { start, end: this.#at, plain: this.#plain }
    if (last !== null && !this.#isAfter(last, key)) {
      this.#at = start
      this.#fail('names out of order or twice')
    }
    this.#take(colon, 'a colon')
    this.#value(depth)
    return key
  }

  /** RFC 8785 §3.2.3: names sort by UTF-16 code units, which is what `<` compares. Equal names are never in order. */
  #isAfter(a: Key, b: Key): boolean {
    if (!a.plain || !b.plain) return this.#name(a) < this.#name(b)
    const bytes = this.#bytes
    const length = Math.min(a.end - a.start, b.end - b.start) - 1
    for (let i = 1; i < length; i++) {
      const x = bytes[a.start + i] ?? 0
      const y = bytes[b.start + i] ?? 0
      if (x !== y) return x < y
    }
    return a.end - a.start < b.end - b.start
  }

  #name({ start, end }: Key): string {
    return JSON.parse(fromUtf8(this.#bytes.subarray(start, end)) ?? '""')
  }

  /** An integer of up to 15 digits is its own form; any other number must be what ECMAScript writes (§3.2.2.3). */
  #number(): void {
    const start = this.#at
    let text = ''
    let simple = this.#byte() !== 0x2d
    for (let byte = this.#byte(); isOfNumbers(byte); byte = this.#byte()) {
      if (byte < 0x30 || byte > 0x39) simple = false
      text += String.fromCharCode(byte)
      this.#at++
      if (text.length > 32) this.#fail('a number in another form')
    }
    if (simple && text.length <= 15 && (text.length === 1 || !text.startsWith('0'))) return
    const value = Number(text)
    if (!Number.isFinite(value) || String(value) !== text) {
      this.#at = start
      this.#fail('a number in another form')
    }
  }

  #string(): void {
    const bytes = this.#bytes
    this.#plain = true
    for (let at = this.#at + 1; ; at++) {
      const byte = bytes[at] ?? -1
      if (byte === quote) {
        this.#at = at + 1
        return
      }
      if (byte >= 0x20 && byte < 0x80 && byte !== backslash) continue
      this.#plain = false
      this.#at = at
      if (byte === backslash) at += this.#escape()
      else if (byte >= 0x80) at += this.#multibyte(byte) - 1
      else this.#fail(byte < 0 ? 'cut off' : 'a control character')
    }
  }

  /** Length of an escape behind its backslash. */
  #escape(): number {
    if (shortEscapes.has(this.#byte(1))) return 1
    const high = this.#byte(4)
    const control = (high - 0x30) * 16 + hexDigit(this.#byte(5))
    const isControl =
      this.#byte(1) === 0x75 &&
      this.#byte(2) === 0x30 &&
      this.#byte(3) === 0x30 &&
      (high === 0x30 || high === 0x31) &&
      hexDigit(this.#byte(5)) >= 0
    if (!isControl || hasShortEscape.has(control)) this.#fail('an escape in another form')
    return 5
  }

  /** Length of a character of several bytes, RFC 3629 §4: no overlong forms, no surrogates, nothing above U+10FFFF. */
  #multibyte(lead: number): number {
    const second = this.#byte(1)
    if (lead >= 0xc2 && lead <= 0xdf && isTail(second)) return 2
    if (lead >= 0xe0 && lead <= 0xef && isTail(this.#byte(2))) {
      const low = lead === 0xe0 ? 0xa0 : 0x80
      const high = lead === 0xed ? 0x9f : 0xbf
      if (second >= low && second <= high) return 3
    }
    if (lead >= 0xf0 && lead <= 0xf4 && isTail(this.#byte(2)) && isTail(this.#byte(3))) {
      const low = lead === 0xf0 ? 0x90 : 0x80
      const high = lead === 0xf4 ? 0x8f : 0xbf
      if (second >= low && second <= high) return 4
    }
    return this.#fail('not UTF-8')
  }
}

/** A name with its quotes, as offsets. */
interface Key {
  readonly start: number
  readonly end: number
  readonly plain: boolean
}

function isTail(byte: number): boolean {
  return byte >= 0x80 && byte <= 0xbf
}

/** digits, `+`, `-`, `.`, `e`, `E` */
function isOfNumbers(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2e ||
    byte === 0x2d ||
    byte === 0x2b ||
    byte === 0x65 ||
    byte === 0x45
  )
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  if (byte >= 0x61 && byte <= 0x66) return byte - 0x57
  return -1
}

/**
 * Refuses bytes that are not their own RFC 8785 form: other key order, white space, duplicate names, longer numbers or
 * escapes, invalid UTF-8, nesting beyond 32.
 * @throws BondmarkError `json-not-canonical` `{at: byte offset, reason}`
 */
export function scanCanonical(bytes: Uint8Array): void {
  new CanonicalScan(bytes).whole()
}
