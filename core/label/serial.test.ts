import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isSerial, newSerial, SERIAL_ALPHABET } from './serial.ts'

describe('a serial', () => {
  it('is the prefix of the station and twelve random symbols', () => {
    const serial = newSerial('SB7', (length) => Uint8Array.from({ length }, (_, i) => i * 21))
    expect(serial).toBe(
      'SB7'.concat(...[0, 21, 10, 31, 20, 9, 30, 19, 8, 29, 18, 7].map((v) => SERIAL_ALPHABET.charAt(v))),
    )
    expect(isSerial(serial)).toBe(true)
  })

  it('asks for as much randomness as it has symbols, and takes no less', () => {
    expect(() => newSerial('SB7', () => new Uint8Array(11))).toThrow(RangeError)
  })

  it('does not come twice', () => {
    const serials = Array.from({ length: 10_000 }, () =>
      newSerial('SB7', (n) => new Uint8Array(randomBytes(n))),
    )
    expect(new Set(serials).size).toBe(10_000)
  })

  it.each(['SB', 'SB70', 'sb7', 'SBI', 'SBL', 'SBU', ''])('is not made under the prefix %j', (prefix) => {
    expect(() => newSerial(prefix, (n) => new Uint8Array(n))).toThrow(RangeError)
  })

  it.each([
    '',
    'SB7000000000000 ',
    'SB700000000000',
    'SB70000000000000',
    'sb7000000000000',
    'SB700000000000O',
    'SB7000000000000\n',
  ])('is not %j', (text) => {
    expect(isSerial(text)).toBe(false)
  })
})
