import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { equalBytes } from '../encoding/equal-bytes.ts'
import { fromUtf8, toUtf8 } from '../encoding/utf8.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { canonicalBytes, parseCanonical } from './canonical-json.ts'

/** The slow way: what parses and is written again as the same bytes. */
function isOwnForm(bytes: Uint8Array): boolean {
  const text = fromUtf8(bytes)
  if (text === null) return false
  try {
    return equalBytes(canonicalBytes(JSON.parse(text)), bytes)
  } catch {
    return false
  }
}

function isAccepted(bytes: Uint8Array): boolean {
  try {
    parseCanonical(bytes)
    return true
  } catch (error) {
    if (error instanceof BondmarkError && error.code === 'json-not-canonical') return false
    throw error
  }
}

const json = fc.oneof(
  fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }),
  fc.jsonValue({ maxDepth: 6 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.dictionary(fc.string({ unit: 'binary', maxLength: 3 }), fc.integer(), { maxKeys: 20 }),
)

describe('canonical JSON', () => {
  it('reads back as the value that was written', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(parseCanonical(canonicalBytes(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
      { numRuns: 1_000 },
    )
  })

  it('is taken exactly when writing it again gives the same bytes', () => {
    const damaged = fc
      .tuple(
        json,
        fc.nat(),
        fc.constantFrom('replace', 'insert', 'remove'),
        fc.constantFrom(...' ,:"\\/0123456789-+.eEu{}[]ntfa\u0000\u007fé\u{1f600}'),
      )
      .map(([value, where, how, symbol]) => {
        const bytes = Array.from(canonicalBytes(value))
        const piece = how === 'remove' ? [] : toUtf8(symbol)
        bytes.splice(where % (bytes.length + 1), how === 'insert' ? 0 : 1, ...piece)
        return Uint8Array.from(bytes)
      })
    const bitFlipped = fc.tuple(json, fc.nat()).map(([value, where]) => {
      const bytes = canonicalBytes(value)
      const bit = where % (bytes.length * 8)
      bytes[bit >>> 3] = (bytes[bit >>> 3] ?? 0) ^ (1 << (bit & 7))
      return bytes
    })
    const shuffled = fc.json({ maxDepth: 3 }).map(toUtf8)
    fc.assert(
      fc.property(fc.oneof(damaged, bitFlipped, shuffled), (bytes) => {
        expect(isAccepted(bytes), String(fromUtf8(bytes))).toBe(isOwnForm(bytes))
      }),
      { numRuns: 10_000 },
    )
  })

  it('takes names in the order of UTF-16 code units and escapes as RFC 8785 §3.2.3 sorts them', () => {
    const value = {
      '€': 'Euro',
      '\r': 'CR',
      '\ufb33': 'Dalet',
      '1': 'One',
      '😀': 'Smile',
      '\u0080': 'Control',
      ö: 'o',
    }
    const text = new TextDecoder().decode(canonicalBytes(value))
    expect([...text.matchAll(/:"(\w+)"/g)].map((match) => match[1])).toEqual([
      'CR',
      'One',
      'Control',
      'o',
      'Euro',
      'Smile',
      'Dalet',
    ])
    expect(parseCanonical(canonicalBytes(value))).toEqual(value)
  })

  it.each([
    [0, 'a value expected', ''],
    [0, 'a value expected', ' {}'],
    [0, 'a value expected', '\ufeff{}'],
    [0, 'a value expected', 'undefined'],
    [2, 'bytes after the end', '{}\n'],
    [1, 'a name expected', '{ }'],
    [7, 'names out of order or twice', '{"b":1,"a":2}'],
    [7, 'names out of order or twice', '{"a":1,"a":1}'],
    [12, 'names out of order or twice', '{"\\u0001":1,"\\u0001":1}'],
    [8, 'names out of order or twice', '{"aa":1,"a":1}'],
    [7, 'a name expected', '{"a":1,}'],
    [3, 'a value expected', '[1,]'],
    [2, 'a comma or the end of an array expected', '[1'],
    [2, 'a comma or the end of an array expected', '[1 ]'],
    [4, 'a colon expected', '{"a" :1}'],
    [0, 'a number in another form', '1.0'],
    [0, 'a number in another form', '01'],
    [0, 'a number in another form', '-0'],
    [0, 'a number in another form', '-'],
    [0, 'a number in another form', '1e2'],
    [0, 'a number in another form', '1E400'],
    [0, 'a number in another form', '9007199254740993'],
    [33, 'a number in another form', '1'.repeat(1_000)],
    [1, 'an escape in another form', '"\\u0041"'],
    [1, 'an escape in another form', '"\\u000a"'],
    [1, 'an escape in another form', '"\\u001F"'],
    [1, 'an escape in another form', '"\\/"'],
    [1, 'an escape in another form', '"\\ud800"'],
    [1, 'a control character', '"\n"'],
    [2, 'cut off', '"a'],
  ])('stops at byte %d, %s: %j', (at, reason, text) => {
    expect(() => parseCanonical(toUtf8(text))).toThrow(`json-not-canonical ${JSON.stringify({ at, reason })}`)
  })

  it.each([
    [[0x80]],
    [[0xc0, 0x80]],
    [[0xe0, 0x80, 0x80]],
    [[0xed, 0xa0, 0x80]],
    [[0xf4, 0x90, 0x80, 0x80]],
    [[0xe2, 0x82]],
  ])('refuses bytes that are not UTF-8: %j', (bytes) => {
    const quoted = Uint8Array.from([0x22, ...bytes, 0x22])
    expect(() => parseCanonical(quoted)).toThrow(/"at":1,"reason":"not UTF-8"/)
  })

  it('is nested 32 deep at most, however deep a peer goes', () => {
    const nested = (depth: number) => toUtf8('['.repeat(depth) + ']'.repeat(depth))
    expect(isAccepted(nested(32))).toBe(true)
    expect(isAccepted(nested(33))).toBe(false)
    expect(isAccepted(toUtf8('{"a":'.repeat(1_000_000)))).toBe(false)
  })

  it('is not written of what JSON cannot say', () => {
    expect(() => canonicalBytes(undefined)).toThrow(TypeError)
    expect(() => canonicalBytes({ a: Number.NaN })).toThrow()
    expect(() => canonicalBytes('\ud800')).toThrow()
  })
})
