import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newSetUpCode, readSetUpCode } from './set-up-code.ts'

describe('a set-up code', () => {
  const random = (seed: Uint8Array) => (length: number) => seed.slice(0, length)
  const ten = fc.uint8Array({ minLength: 10, maxLength: 10 })

  it('is fifteen letters that have their key in one place on QWERTY, QWERTZ and AZERTY', () => {
    fc.assert(
      fc.property(ten, (bytes) => {
        const code = newSetUpCode(random(bytes))
        expect(code).toMatch(/^SETUP[A-Z]{10}$/)
        expect(code).not.toMatch(/[AMQWYZ]/)
      }),
    )
  })

  it('is read back, also with caps lock on and a terminator behind it', () => {
    fc.assert(
      fc.property(ten, (bytes) => {
        const code = newSetUpCode(random(bytes))
        for (const heard of [code, code.toLowerCase(), `${code}\r`, ` ${code}\n`])
          expect(readSetUpCode(heard)).toBe(code)
      }),
    )
  })

  it.each([
    '',
    'SETUP',
    'SETUPBCDEFGHJK',
    'SETUPBCDEFGHJKLL',
    'SETUPBCDEFGHJKA',
    ']C1SETUPBCDEFGHJKL',
    '95060001343',
  ])('is not %j', (text) => {
    expect(readSetUpCode(text)).toBeNull()
  })

  it('is not made of too few random bytes', () => {
    expect(() => newSetUpCode(() => new Uint8Array(9))).toThrow(RangeError)
  })
})
