import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from './hex.ts'

describe('hex', () => {
  it('is lower-case, and reads back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'))
        expect(fromHex(toHex(bytes))).toEqual(bytes)
      }),
    )
  })

  it.each([
    ['A0', 0],
    ['aG', 1],
    ['00 0', 2],
    ['00a', 2],
    ['0x', 1],
    ['００', 0],
  ])('is not %j, from character %d on', (text, at) => {
    expect(() => fromHex(text)).toThrow(`hex-malformed {"at":${at}}`)
  })
})
