import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromBase64, fromBase64Url, toBase64, toBase64Url } from './base64.ts'

describe('base64', () => {
  it('is what the machine makes of the same bytes, and reads back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
        expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
        expect(fromBase64(toBase64(bytes))).toEqual(bytes)
        expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes)
      }),
      { numRuns: 500 },
    )
  })

  // RFC 4648 §10
  it.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg=='],
    ['fooba', 'Zm9vYmE='],
    ['foobar', 'Zm9vYmFy'],
  ])('of %j is %j', (text, encoded) => {
    expect(toBase64(Buffer.from(text))).toBe(encoded)
  })

  it('has one spelling: whatever is read, is written the same', () => {
    const symbols = fc.string({ unit: fc.constantFrom(...'ABab01+/-_= \n'), maxLength: 12 })
    fc.assert(
      fc.property(symbols, (text) => {
        for (const [from, to] of [
          [fromBase64, toBase64],
          [fromBase64Url, toBase64Url],
        ] as const) {
          let bytes: Uint8Array | null = null
          try {
            bytes = from(text)
          } catch (error) {
            expect(String(error)).toContain('base64-malformed')
          }
          if (bytes !== null) expect(to(bytes)).toBe(text)
        }
      }),
      { numRuns: 5_000 },
    )
  })

  it.each(['Zg', 'Zg=', 'Zg===', 'Zh==', 'Zm9=', 'Zm 9v', 'Zm9v\n', 'Zm9-', 'Zm9é', 'Z===', '====', '=Zg='])(
    'with padding is not %j',
    (text) => {
      expect(() => fromBase64(text)).toThrow(/base64-malformed/)
    },
  )

  it.each(['Z', 'Zg==', 'Zh', 'Zm9', 'Zm9+', 'Zm9/', 'Zm9v='])('for links is not %j', (text) => {
    expect(() => fromBase64Url(text)).toThrow(/base64-malformed/)
  })
})
