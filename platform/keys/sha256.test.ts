import { sha256 } from '@noble/hashes/sha2.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256Native } from './sha256.ts'

describe('SHA-256 of the machine', () => {
  it('is the one of FIPS 180-4', () => {
    expect(Buffer.from(sha256Native(new TextEncoder().encode('abc'))).toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })

  it('is the same as the portable one, also of a part of a larger buffer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, from) => {
        const part = bytes.subarray(Math.min(from, bytes.length))
        expect(sha256Native(part)).toEqual(sha256(part))
      }),
    )
  })
})
