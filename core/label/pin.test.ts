import { randomBytes, scryptSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CROCKFORD_ALPHABET } from './crockford.ts'
import { formatPin, newPin, normalisePin, parsePhc, phcString, pinText } from './pin.ts'

const random = (length: number) => new Uint8Array(randomBytes(length))
describe('a PIN', () => {
  it('is ten symbols of Crockford base 32, each of them as likely as any other', () => {
    const counts = new Map<string, number>()
    for (let byte = 0; byte < 256; byte++) {
      const pin = pinText(newPin((length) => new Uint8Array(length).fill(byte)))
      expect(pin).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/)
      counts.set(pin.charAt(0), (counts.get(pin.charAt(0)) ?? 0) + 1)
    }
    expect([...counts.keys()].sort().join('')).toBe([...CROCKFORD_ALPHABET].sort().join(''))
    expect(new Set(counts.values())).toEqual(new Set([8]))
  })

  it('is printed as two fives and read back as it was', () => {
    const pin = pinText(newPin(random))
    expect(formatPin(pin)).toBe(`${pin.slice(0, 5)}-${pin.slice(5)}`)
    expect(normalisePin(formatPin(pin))).toBe(pin)
  })

  it.each([
    ['0123456789', 'ol23456789'],
    ['0123456789', 'OI234-56789'],
    ['011ABCDEFG', ' oil ab cd efg '],
    ['A1B2C3D4E5', 'a1b2c–3d4e5'],
    ['A1B2C3D4E5', 'Ａ１Ｂ２Ｃ－３Ｄ４Ｅ５'],
  ])('%s is meant by %s', (pin, typed) => {
    expect(normalisePin(typed)).toBe(pin)
  })

  it.each([
    '',
    '123456789',
    '12345678901',
    'U123456789',
    '12345_6789',
    '1'.repeat(1_000),
    `0123456789${' '.repeat(100)}`,
  ])('is not %s, and the refusal does not repeat it', (typed) => {
    expect(() => normalisePin(typed)).toThrow(/^pin-malformed \{\}$/)
  })
})

describe('the commitment to a PIN', () => {
  const salt = Uint8Array.from({ length: 16 }, (_, i) => i)

  it('is the salt and the scrypt at ln=14, r=8, p=1 of the ten symbols, in base64 without padding', () => {
    const hash = scryptSync('A1B2C3D4E5', salt, 32, { N: 2 ** 14, r: 8, p: 1 })
    const unpadded = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replaceAll('=', '')
    expect(phcString({ salt, hash })).toBe(`$scrypt$ln=14,r=8,p=1$${unpadded(salt)}$${unpadded(hash)}`)
  })

  it('reads back as salt and hash', () => {
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
    fc.assert(
      fc.property(bytes(16), bytes(32), (someSalt, hash) => {
        expect(parsePhc(phcString({ salt: someSalt, hash }))).toEqual({ salt: someSalt, hash })
      }),
    )
  })

  const good = phcString({ salt, hash: new Uint8Array(32) })
  it.each([
    '',
    good.replace('ln=14', 'ln=31'),
    good.replace('ln=14', 'ln=014'),
    good.replace('r=8,p=1', 'p=1,r=8'),
    good.replace('scrypt', 'argon2id'),
    `${good}=`,
    `${good} `,
    good.slice(0, -1),
    `${good.slice(0, -1)}B`,
    good.replace(/\$[^$]+$/, ''),
  ])('%s is refused', (text) => {
    expect(() => parsePhc(text)).toThrow(/pin-commitment-malformed/)
  })

  it('has a salt of 16 bytes and a hash of 32', () => {
    expect(() => phcString({ salt: new Uint8Array(15), hash: new Uint8Array(32) })).toThrow(RangeError)
    expect(() => phcString({ salt, hash: new Uint8Array(31) })).toThrow(RangeError)
  })
})
