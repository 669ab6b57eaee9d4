import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { fromHex, toHex } from '../encoding/hex.ts'
import { isStrict, isStrictPublicKey } from './strict-ed25519.ts'

const p = 2n ** 255n - 19n
const order = 2n ** 252n + 27742317777372353535851937790883648493n

function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn))
}

function toInteger(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)
}

// The curve, straight from RFC 8032 §5.1, to find the points of small order independently of the table.
const mod = (value: bigint) => ((value % p) + p) % p
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = mod(b * b)) if (e & 1n) result = mod(result * b)
  return result
}
const inverse = (value: bigint) => power(value, p - 2n)
const d = mod(-121665n * inverse(121666n))

function xOf(y: bigint): bigint | null {
  const xx = mod((y * y - 1n) * inverse(d * y * y + 1n))
  let x = power(xx, (p + 3n) / 8n)
  if (mod(x * x - xx) !== 0n) x = mod(x * power(2n, (p - 1n) / 4n))
  return mod(x * x - xx) === 0n ? x : null
}

function isSmallOrder(y: bigint): boolean {
  const x = xOf(mod(y))
  if (x === null) return false
  let point = { x, y: mod(y) }
  for (let doubling = 0; doubling < 3; doubling++) {
    const { x: a, y: b } = point
    const t = mod(d * a * a * b * b)
    point = { x: mod(2n * a * b * inverse(1n + t)), y: mod((b * b + a * a) * inverse(1n - t)) }
  }
  return point.x === 0n && point.y === 1n
}

/** Every encoding of a y: below or above p, with either sign. */
function encodings(y: bigint): Uint8Array[] {
  const values = y + p < 2n ** 255n ? [y, y + p] : [y]
  return values.flatMap((value) => [littleEndian(value), littleEndian(value | (1n << 255n))])
}

const order8 = toInteger(fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'))
const smallOrder = [0n, 1n, p - 1n, order8, p - order8]

const key = signerFromSeed(new Uint8Array(32).fill(3))
const message = new TextEncoder().encode('a statement')
const signature = key.sign(message)

describe('strict Ed25519', () => {
  it('knows the points of small order: five y, eight points', () => {
    for (const y of smallOrder) expect(isSmallOrder(y)).toBe(true)
    const points = new Set(smallOrder.flatMap((y) => [xOf(y), mod(-(xOf(y) ?? 0n))].map((x) => `${x},${y}`)))
    expect(points.size).toBe(8)
  })

  it.each(smallOrder.flatMap(encodings).map(toHex))('refuses %s as key and as R', (hex) => {
    const point = fromHex(hex)
    expect(isStrictPublicKey(point)).toBe(false)
    expect(isStrict(point, signature)).toBe(false)
    expect(isStrict(key.publicKey, Uint8Array.from([...point, ...signature.subarray(32)]))).toBe(false)
  })

  it('refuses every y that is not below p, with either sign', () => {
    for (let y = p; y < 2n ** 255n; y++) {
      expect(isStrictPublicKey(littleEndian(y))).toBe(false)
      expect(isStrictPublicKey(littleEndian(y | (1n << 255n)))).toBe(false)
    }
    expect(isStrictPublicKey(littleEndian(p - 2n))).toBe(true)
  })

  it('refuses S from L on', () => {
    const withS = (s: bigint) => Uint8Array.from([...signature.subarray(0, 32), ...littleEndian(s)])
    const s = toInteger(signature.subarray(32))
    expect(isStrict(key.publicKey, withS(order - 1n))).toBe(true)
    expect(isStrict(key.publicKey, withS(order))).toBe(false)
    expect(isStrict(key.publicKey, withS(s + order))).toBe(false)
    expect(isStrict(key.publicKey, withS(2n ** 256n - 1n))).toBe(false)
    expect(verifyEd25519(key.publicKey, message, withS(s + order))).toBe(false)
  })

  it('refuses keys and signatures of other lengths', () => {
    expect(isStrict(key.publicKey.subarray(1), signature)).toBe(false)
    expect(isStrict(key.publicKey, signature.subarray(1))).toBe(false)
    expect(isStrict(key.publicKey, Uint8Array.from([...signature, 0]))).toBe(false)
  })

  it('passes every honest key and signature', () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 })
    fc.assert(
      fc.property(bytes, fc.uint8Array(), (seed, content) => {
        const signer = signerFromSeed(seed)
        const signed = signer.sign(content)
        expect(isStrict(signer.publicKey, signed)).toBe(true)
        expect(verifyEd25519(signer.publicKey, content, signed)).toBe(true)
      }),
    )
  })
})

// RFC 8032 §7.1, tests 1 to 3.
describe.each([
  {
    seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    content: '',
    signed:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    content: '72',
    signed:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    seed: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    publicKey: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    content: 'af82',
    signed:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
])('RFC 8032 test with the key $publicKey', ({ seed, publicKey, content, signed }) => {
  it('is signed and verified as the standard says', () => {
    const signer = signerFromSeed(fromHex(seed))
    expect(toHex(signer.publicKey)).toBe(publicKey)
    expect(toHex(signer.sign(fromHex(content)))).toBe(signed)
    expect(isStrict(fromHex(publicKey), fromHex(signed))).toBe(true)
    expect(verifyEd25519(fromHex(publicKey), fromHex(content), fromHex(signed))).toBe(true)
  })
})

// Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs" (2020), appendix; numbered as there.
describe.each([
  {
    what: '0: key and R of small order, S = 0',
    content: '8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6',
    publicKey: 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
    signed: `c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a${'00'.repeat(32)}`,
  },
  {
    what: '1: key of small order',
    content: '9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79',
    publicKey: 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
    signed:
      'f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04',
  },
  {
    what: '2: R of small order',
    content: 'aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab',
    publicKey: 'f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43',
    signed:
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e',
  },
  {
    what: '6: S above L',
    content: '85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40',
    publicKey: '442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623',
    signed:
      'e96f66be976d82e60150baecff9906684aebb1ef181f67a7189ac78ea23b6c0e547f7690a0e2ddcd04d87dbc3490dc19b3b3052f7ff0538cb68afb369ba3a514',
  },
  {
    what: '7: S far above L',
    content: '85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40',
    publicKey: '442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623',
    signed:
      '8ce5b96c8f26d0ab6c47958c9e68b937104cd36e13c33566acd2fe8d38aa19427e71f98a473474f2f13f06f97c20d58cc3f54b8bd0d272f42b695dd7e89a8c22',
  },
  {
    what: '8: R not below p, of small order',
    content: 'fdaebc429f4a735932a160da1301080c13280eea8bc280d1b392c6b9e6ba3a5a',
    publicKey: 'f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43',
    signed: `ed${'ff'.repeat(30)}7f454d370c8d9fc323a41450f8d513eafeb5b0697390c1e505a0d4ddc71f566607`,
  },
])('edge case $what', ({ content, publicKey, signed }) => {
  it('is refused before it reaches a library', () => {
    expect(isStrict(fromHex(publicKey), fromHex(signed))).toBe(false)
    expect(verifyEd25519(fromHex(publicKey), fromHex(content), fromHex(signed))).toBe(false)
  })
})

describe('edge case 4: a key and R of mixed order that fit only when multiplied by the cofactor', () => {
  it('is left to the verification proper, which is cofactorless and refuses it', () => {
    const publicKey = fromHex('cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d')
    const signed = fromHex(
      '160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed5125ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09',
    )
    const content = fromHex('e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c')
    expect(isStrict(publicKey, signed)).toBe(true)
    expect(verifyEd25519(publicKey, content, signed)).toBe(false)
  })
})
