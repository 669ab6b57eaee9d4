import { describe, expect, it } from 'vitest'
import { deriveKey, random, SCRYPT_COST, sameBytes } from './scrypt.ts'

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('scrypt', () => {
  it('is that of RFC 7914 §12, at the cost that PIN commitments have', async () => {
    expect(SCRYPT_COST).toEqual({ ln: 14, r: 8, p: 1 })
    const key = await deriveKey('pleaseletmein', new TextEncoder().encode('SodiumChloride'), 64)
    expect(hexOf(key)).toBe(
      '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
    )
  })

  it('is that of RFC 7914 §12 at another cost', async () => {
    const key = await deriveKey('password', new TextEncoder().encode('NaCl'), 64, { ln: 10, r: 8, p: 16 })
    expect(hexOf(key)).toBe(
      'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
    )
  })

  it('fails instead of taking the machine’s memory for a hostile cost', async () => {
    await expect(deriveKey('x', random(16), 32, { ln: 20, r: 8, p: 1 })).rejects.toThrow(/memory/i)
  })
})

describe('secrets', () => {
  it('are compared by length and content', () => {
    const secret = random(32)
    expect(sameBytes(secret, secret.slice())).toBe(true)
    expect(sameBytes(secret, secret.subarray(1))).toBe(false)
    const other = secret.slice()
    other[31] = (other[31] ?? 0) ^ 1
    expect(sameBytes(secret, other)).toBe(false)
  })

  it('are random and as long as was asked', () => {
    expect(random(16)).toHaveLength(16)
    expect(random(0)).toHaveLength(0)
    expect(hexOf(random(16))).not.toBe(hexOf(random(16)))
  })
})
