import { ed25519 } from '@noble/curves/ed25519.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { describe, expect, it } from 'vitest'
import { concatBytes } from '../../core/encoding/concat-bytes.ts'
import { equalBytes } from '../../core/encoding/equal-bytes.ts'
import { fromHex, toHex } from '../../core/encoding/hex.ts'
import { isStrict } from '../../core/statement/strict-ed25519.ts'
import { signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { vectorText } from './vectors.ts'

/**
 * What a page has to verify with: our strict rules, then R as the encoding of [S]B − [k]A, over noble's arithmetic.
 * noble's own `verify` multiplies by the cofactor, also with `zip215: false` (decision 0014).
 */
function verifyAsAPage(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (!isStrict(publicKey, signature)) return false
  const { Point } = ed25519
  const r = signature.subarray(0, 32)
  const challenge = scalarOf(sha512(concatBytes(r, publicKey, message)))
  const s = scalarOf(signature.subarray(32))
  try {
    const a = Point.fromBytes(publicKey, false)
    const found = Point.BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(challenge))
    return equalBytes(found.toBytes(), r)
  } catch {
    return false
  }
}

/** Little-endian bytes modulo the order of the group. */
function scalarOf(bytes: Uint8Array): bigint {
  return ed25519.Point.Fn.create(bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n))
}

/** The answer of both, which must be one. */
function answer(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const machine = verifyEd25519(publicKey, message, signature)
  expect(verifyAsAPage(publicKey, message, signature)).toBe(machine)
  return machine
}

interface Wycheproof {
  readonly numberOfTests: number
  readonly testGroups: readonly {
    readonly key: { readonly pk: string; readonly sk: string }
    readonly tests: readonly { tcId: number; comment: string; msg: string; sig: string; result: string }[]
  }[]
}

describe('Wycheproof’s Ed25519 vectors, on the machine and in a page', () => {
  const { testGroups, numberOfTests } = JSON.parse(
    vectorText('wycheproof-ed25519', 'eddsa_test.json'),
  ) as Wycheproof
  const cases = testGroups.flatMap(({ key, tests }) => tests.map((test) => ({ ...test, ...key })))

  it('are all there', () => expect(cases).toHaveLength(numberOfTests))

  it.each(cases)('$tcId is $result: $comment', ({ pk, sk, msg, sig, result }) => {
    expect(answer(fromHex(pk), fromHex(msg), fromHex(sig))).toBe(result === 'valid')
    if (result === 'valid') expect(toHex(signerFromSeed(fromHex(sk)).sign(fromHex(msg)))).toBe(sig)
  })

  // C2SP/wycheproof, ed25519_test.json of 0.9rc5, test 151.
  it('151 is invalid: R is the neutral point with a sign for x = 0', () => {
    const publicKey = fromHex('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a')
    const r = `01${'00'.repeat(30)}80`
    const s = 'c803ee1f2342aa96ff698a393d1ab5e66f3eda101d6d120b394c3fd32c117d0a'
    expect(answer(publicKey, fromHex('313233343030'), fromHex(r + s))).toBe(false)
  })
})

describe('the edge cases of “Taming the many EdDSAs”, on the machine and in a page', () => {
  const cases = JSON.parse(vectorText('ed25519-speccheck', 'cases.json')) as {
    message: string
    pub_key: string
    signature: string
  }[]
  // Case 3 is of mixed order, canonical, and fits with and without the cofactor; nobody honest can make such a key.
  it.each(cases.map((each, n) => ({ ...each, n })))('$n', ({ n, pub_key, message, signature }) => {
    expect(answer(fromHex(pub_key), fromHex(message), fromHex(signature))).toBe(n === 3)
  })

  it('4 and 5 are why a page must not ask noble itself: it multiplies by the cofactor', () => {
    const accepted = cases.flatMap(({ pub_key, message, signature }, n) => {
      if (!isStrict(fromHex(pub_key), fromHex(signature))) return []
      const options = { zip215: false }
      return ed25519.verify(fromHex(signature), fromHex(message), fromHex(pub_key), options) ? [n] : []
    })
    expect(accepted).toEqual([3, 4, 5])
  })
})

describe('the regression vectors of Ed25519’s authors', () => {
  const lines = vectorText('ed25519-sign-input', 'sign.input').trim().split('\n')

  it('are 128', () => expect(lines).toHaveLength(128))

  it('are signed to the same bytes, and verify on the machine and in a page', () => {
    for (const line of lines) {
      const [secret = '', key = '', message = '', signed = ''] = line.split(':')
      const signer = signerFromSeed(fromHex(secret.slice(0, 64)))
      const signature = fromHex(signed.slice(0, 128))
      expect(toHex(signer.publicKey)).toBe(key)
      expect(signer.sign(fromHex(message))).toEqual(signature)
      expect(answer(signer.publicKey, fromHex(message), signature)).toBe(true)
    }
  })
})

// RFC 8032 §7.1: tests 1 to 3 stand beside the code; these are the two long ones' shapes.
describe('RFC 8032 §7.1', () => {
  it('test “SHA(abc)”', () => {
    const seed = fromHex('833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42')
    const message = fromHex(
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    )
    const signer = signerFromSeed(seed)
    const signature = signer.sign(message)
    expect(toHex(signer.publicKey)).toBe('ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf')
    expect(toHex(signature)).toBe(
      'dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704',
    )
    expect(answer(signer.publicKey, message, signature)).toBe(true)
  })
})
