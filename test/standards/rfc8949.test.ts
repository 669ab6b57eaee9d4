import { describe, expect, it } from 'vitest'
import { CborReader } from '../../core/encoding/cbor-reader.ts'
import { cborArray, cborBytes, cborInt, cborMap, cborText } from '../../core/encoding/cbor-writer.ts'
import { fromHex, toHex } from '../../core/encoding/hex.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'

const readerOf = (hex: string) => new CborReader(fromHex(hex), 'statement-malformed')
const text = (value: string) => cborText(value)
const ints = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => cborInt(from + i))

// RFC 8949 appendix A, the rows of the types that our files use.
describe('RFC 8949 appendix A, what we write', () => {
  it.each<[string, Uint8Array]>([
    ['00', cborInt(0)],
    ['01', cborInt(1)],
    ['0a', cborInt(10)],
    ['17', cborInt(23)],
    ['1818', cborInt(24)],
    ['1819', cborInt(25)],
    ['1864', cborInt(100)],
    ['1903e8', cborInt(1000)],
    ['1a000f4240', cborInt(1_000_000)],
    ['1b000000e8d4a51000', cborInt(1_000_000_000_000)],
    ['20', cborInt(-1)],
    ['29', cborInt(-10)],
    ['3863', cborInt(-100)],
    ['3903e7', cborInt(-1000)],
    ['40', cborBytes(new Uint8Array())],
    ['4401020304', cborBytes(Uint8Array.of(1, 2, 3, 4))],
    ['60', text('')],
    ['6161', text('a')],
    ['6449455446', text('IETF')],
    ['62225c', text('"\\')],
    ['62c3bc', text('\u00fc')],
    ['63e6b0b4', text('\u6c34')],
    ['64f0908591', text('\ud800\udd51')],
    ['80', cborArray()],
    ['83010203', cborArray(...ints(1, 3))],
    ['8301820203820405', cborArray(cborInt(1), cborArray(...ints(2, 3)), cborArray(...ints(4, 5)))],
    ['98190102030405060708090a0b0c0d0e0f101112131415161718181819', cborArray(...ints(1, 25))],
    ['a0', cborMap()],
    ['a201020304', cborMap(...ints(1, 4))],
    ['a26161016162820203', cborMap(text('a'), cborInt(1), text('b'), cborArray(...ints(2, 3)))],
    ['826161a161626163', cborArray(text('a'), cborMap(text('b'), text('c')))],
    ['a56161614161626142616361436164614461656145', cborMap(...[...'aAbBcCdDeE'].map(text))],
  ])('%s', (hex, written) => {
    expect(toHex(written)).toBe(hex)
  })
})

describe('RFC 8949 appendix A, what we read', () => {
  it('integers and strings', () => {
    expect(readerOf('1b000000e8d4a51000').uint()).toBe(1_000_000_000_000)
    expect(readerOf('3903e7').negativeInt()).toBe(-1000)
    expect(readerOf('4401020304').bytes()).toEqual(Uint8Array.of(1, 2, 3, 4))
    expect(readerOf('64f0908591').text(4)).toBe('\ud800\udd51')
    expect(readerOf('a201020304').map()).toBe(2)
    expect(readerOf('98190102030405060708090a0b0c0d0e0f101112131415161718181819').array()).toBe(25)
  })

  // Beyond 53 bits, tags, floats, simple values, indefinite lengths: outside of deterministic CBOR, or of our files.
  it.each([
    ...['1bffffffffffffffff', '3bffffffffffffffff', 'c249010000000000000000', 'c349010000000000000000'],
    ...[
      'f90000',
      'f98000',
      'f93c00',
      'fb3ff199999999999a',
      'fa47c35000',
      'f97c00',
      'f97e00',
      'fb7ff0000000000000',
    ],
    ...['f4', 'f5', 'f6', 'f7', 'f0', 'f8ff', 'c11a514b67b0', 'd74401020304', 'd818456449455446'],
    ...[
      '5f42010243030405ff',
      '7f657374726561646d696e67ff',
      '9fff',
      '9f018202039f0405ffff',
      'bf61610161629f0203ffff',
    ],
    ...['bf6346756ef563416d7421ff'],
  ])('%s is refused, whatever is asked for', (hex) => {
    const asks: ((reader: CborReader) => unknown)[] = [
      (reader) => reader.uint(),
      (reader) => reader.negativeInt(),
      (reader) => reader.bytes(),
      (reader) => reader.text(1_000),
      (reader) => reader.array(),
      (reader) => reader.map(),
    ]
    for (const ask of asks) expect(() => ask(readerOf(hex))).toThrow(BondmarkError)
  })

  // RFC 8949 §4.2.1 against §3: the same values with longer heads.
  it.each([
    ['1800', '1900ff', '1a00000017', '1b0000000000000001'],
    ['3800', '3900ff', '3a00000017', '3b0000000000000001'],
    ['5800', '590001ff', '5a0000000161', '5b000000000000000161'],
    ['7800', '79000161', '7a0000000161', '7b000000000000000161'],
    ['9800', '990000', '9a00000000', '9b0000000000000000'],
    ['b800', 'b90000', 'ba00000000', 'bb0000000000000000'],
  ])('%s, %s, %s, %s have a shorter form', (...spellings) => {
    for (const hex of spellings) {
      const major = (fromHex(hex)[0] ?? 0) >>> 5
      const ask = [
        (reader: CborReader) => reader.uint(),
        (reader: CborReader) => reader.negativeInt(),
        (reader: CborReader) => reader.bytes(),
        (reader: CborReader) => reader.text(1_000),
        (reader: CborReader) => reader.array(),
        (reader: CborReader) => reader.map(),
      ][major]
      expect(() => ask?.(readerOf(hex)), hex).toThrow(/not the shortest form/)
    }
  })
})
