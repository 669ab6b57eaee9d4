import { encode, rfc8949EncodeOptions } from 'cborg'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CborReader } from './cbor-reader.ts'
import { cborArray, cborBytes, cborInt, cborMap, cborText } from './cbor-writer.ts'
import { fromHex, toHex } from './hex.ts'

const oracle = (value: unknown) => toHex(encode(value, rfc8949EncodeOptions))
const read = (bytes: Uint8Array) => new CborReader(bytes, 'statement-malformed')

const edges = [0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER]

describe('deterministic CBOR', () => {
  it('writes and reads integers in their shortest form', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...edges), fc.maxSafeNat()), (value) => {
        expect(toHex(cborInt(value))).toBe(oracle(value))
        expect(read(cborInt(value)).uint()).toBe(value)
        expect(toHex(cborInt(-value))).toBe(oracle(0 - value))
      }),
    )
    expect(read(cborInt(-19)).negativeInt()).toBe(-19)
  })

  it('writes and reads bytes and texts of every length of head', () => {
    for (const length of [0, 1, 23, 24, 255, 256, 65_535, 65_536]) {
      const bytes = new Uint8Array(length).fill(0x61)
      const text = 'a'.repeat(length)
      expect(toHex(cborBytes(bytes))).toBe(oracle(bytes))
      expect(toHex(cborText(text))).toBe(oracle(text))
      expect(read(cborBytes(bytes)).bytes()).toEqual(bytes)
      expect(read(cborText(text)).text(length)).toBe(text)
    }
  })

  it('writes and reads texts of any script, a byte order mark included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(toHex(cborText(text))).toBe(oracle(text))
        expect(read(cborText(text)).text(10_000)).toBe(text)
      }),
    )
    expect(read(cborText('\ufeff保税')).text(100)).toBe('\ufeff保税')
  })

  it('writes arrays and maps with the heads of an independent encoder', () => {
    const items = Array.from({ length: 30 }, (_, i) => i)
    expect(toHex(cborArray(...items.map(cborInt)))).toBe(oracle(items))
    const map = new Map(items.map((i) => [i, 'x']))
    expect(toHex(cborMap(...items.flatMap((i) => [cborInt(i), cborText('x')])))).toBe(oracle(map))
  })

  it.each([
    ['1800', 'not the shortest form'],
    ['1817', 'not the shortest form'],
    ['1900ff', 'not the shortest form'],
    ['1a0000ffff', 'not the shortest form'],
    ['1b00000000ffffffff', 'not the shortest form'],
    ['1b0020000000000000', 'number beyond 53 bits'],
    ['1bffffffffffffffff', 'number beyond 53 bits'],
    ['1c', 'indefinite or reserved length'],
    ['1f', 'indefinite or reserved length'],
    ['18', 'cut off'],
    ['1a000000', 'cut off'],
    ['', 'cut off'],
    ['20', 'unsigned integer expected'],
    ['c001', 'unsigned integer expected'],
    ['f4', 'unsigned integer expected'],
  ])('does not take %s for an integer: %s', (hex, reason) => {
    expect(() => read(fromHex(hex)).uint()).toThrow(`statement-malformed {"at":0,"reason":"${reason}"}`)
  })

  it('says where in the whole it stopped', () => {
    const reader = new CborReader(fromHex('0142ff'), 'statement-malformed', 100)
    reader.uint()
    expect(() => reader.bytes()).toThrow('{"at":102,"reason":"cut off"}')
  })

  it('refuses texts that are not UTF-8 and strings longer than asked for', () => {
    expect(() => read(fromHex('62c080')).text(10)).toThrow(/not UTF-8/)
    expect(() => read(fromHex('63eda080')).text(10)).toThrow(/not UTF-8/)
    expect(() => read(cborText('abc')).text(2)).toThrow(/longer than 2 bytes/)
    expect(() => read(cborBytes(new Uint8Array(3))).bytes(2)).toThrow(/longer than 2 bytes/)
  })

  it('does not write what it could not read', () => {
    expect(() => cborInt(2 ** 53)).toThrow(RangeError)
    expect(() => cborInt(0.5)).toThrow(RangeError)
    expect(() => cborText('\ud800')).toThrow(TypeError)
  })
})
