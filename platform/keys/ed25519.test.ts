import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generateSeed, signerFromSeed, verifyEd25519 } from './ed25519.ts'

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))

/** RFC 8032 §7.1, tests 1 to 3. */
const vectors = [
  {
    seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    seed: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    publicKey: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
]

const groupOrder = 2n ** 252n + 27742317777372353535851937790883648493n

describe('Ed25519', () => {
  it.each(vectors)('signs and verifies as RFC 8032 §7.1 does: message $message', (vector) => {
    const { publicKey, sign } = signerFromSeed(hex(vector.seed))
    const message = hex(vector.message)
    expect(Buffer.from(publicKey).toString('hex')).toBe(vector.publicKey)
    expect(Buffer.from(sign(message)).toString('hex')).toBe(vector.signature)
    expect(verifyEd25519(publicKey, message, hex(vector.signature))).toBe(true)
  })

  it('verifies what it signs, and nothing after one bit is changed anywhere', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.nat(),
        fc.nat(7),
        (message, at, bit) => {
          const { publicKey, sign } = signerFromSeed(generateSeed())
          const signature = sign(message)
          expect(verifyEd25519(publicKey, message, signature)).toBe(true)
          for (const bytes of [publicKey, message, signature]) {
            const place = at % bytes.length
            bytes[place] = (bytes[place] ?? 0) ^ (1 << bit)
            expect(verifyEd25519(publicKey, message, signature)).toBe(false)
            bytes[place] = (bytes[place] ?? 0) ^ (1 << bit)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('refuses the second spelling of a signature, S + L', () => {
    const { publicKey, sign } = signerFromSeed(generateSeed())
    const message = hex('00')
    const signature = sign(message)
    let s = 0n
    for (let i = 63; i >= 32; i--) s = (s << 8n) | BigInt(signature[i] ?? 0)
    s += groupOrder
    const other = signature.map((byte, i) => (i < 32 ? byte : Number((s >> BigInt(8 * (i - 32))) & 0xffn)))
    expect(verifyEd25519(publicKey, message, other)).toBe(false)
  })

  it('refuses a key of small order, under which one signature fits every message', () => {
    const neutral = new Uint8Array(32)
    neutral[0] = 1
    const signature = new Uint8Array(64)
    signature[0] = 1
    expect(verifyEd25519(neutral, hex('01'), signature)).toBe(false)
    expect(verifyEd25519(neutral, hex('02'), signature)).toBe(false)
  })

  it('says no to bytes that are no key or no signature, and never throws', () => {
    const { publicKey, sign } = signerFromSeed(generateSeed())
    const signature = sign(hex('00'))
    expect(verifyEd25519(publicKey.subarray(1), hex('00'), signature)).toBe(false)
    expect(verifyEd25519(publicKey, hex('00'), signature.subarray(1))).toBe(false)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), fc.uint8Array({ maxLength: 70 }), (key, sig) => {
        expect(verifyEd25519(key, hex('00'), sig)).toBe(false)
      }),
    )
  })

  it('takes seeds of 32 bytes only, and makes a new one each time', () => {
    expect(() => signerFromSeed(new Uint8Array(31))).toThrow(RangeError)
    expect(generateSeed()).toHaveLength(32)
    expect(generateSeed()).not.toEqual(generateSeed())
  })

  it('goes on verifying with more keys than it remembers', () => {
    const signers = Array.from({ length: 300 }, () => signerFromSeed(generateSeed()))
    for (const { publicKey, sign } of [...signers, ...signers]) {
      expect(verifyEd25519(publicKey, hex('07'), sign(hex('07')))).toBe(true)
    }
  })
})
