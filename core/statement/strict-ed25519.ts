import { fromBase64Url } from '../encoding/base64.ts'
import { fromHex } from '../encoding/hex.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'

/*
 * RFC 8032 §5.1.7 leaves room that libraries fill differently: OpenSSL decodes points with y ≥ p, some accept S ≥ L,
 * some accept keys of small order, under which one signature fits many messages. A statement that is valid here and
 * forged there is worthless as evidence, so the doubtful bytes are refused before any library sees them.
 * The encodings follow Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs" (2020), tables 1 and 6.
 */

/** p = 2^255 − 19, little-endian */
const fieldPrime = fromHex(`ed${'ff'.repeat(30)}7f`)
/** L = 2^252 + 27742317777372353535851937790883648493, little-endian */
const groupOrder = fromHex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010')

/**
 * The y coordinates of the eight points of small order. With both signs of x they cover every encoding of those points
 * whose y is below p, those with a sign for x = 0 included; y ≥ p is refused anyway.
 */
const smallOrderY: readonly Uint8Array[] = [
  fromHex('00'.repeat(32)), // order 4
  fromHex(`01${'00'.repeat(31)}`), // order 1, the neutral element
  fromHex(`ec${'ff'.repeat(30)}7f`), // order 2, y = −1
  fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'), // order 8
  fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'), // order 8
]

/** a < b for 32 little-endian bytes, the last byte of `a` masked. */
function isBelow(a: Uint8Array, at: number, topMask: number, b: Uint8Array): boolean {
  for (let i = 31; i >= 0; i--) {
    const x = (a[at + i] ?? 0) & (i === 31 ? topMask : 0xff)
    const y = b[i] ?? 0
    if (x !== y) return x < y
  }
  return false
}

function hasY(point: Uint8Array, at: number, y: Uint8Array): boolean {
  for (let i = 0; i < 31; i++) if (point[at + i] !== y[i]) return false
  return ((point[at + 31] ?? 0) & 0x7f) === y[31]
}

function isStrictPoint(bytes: Uint8Array, at: number): boolean {
  return isBelow(bytes, at, 0x7f, fieldPrime) && !smallOrderY.some((y) => hasY(bytes, at, y))
}

/** Whether a raw key is canonically encoded and not of small order. Says nothing about being on the curve. */
export function isStrictPublicKey(publicKey: Uint8Array): boolean {
  return publicKey.length === 32 && isStrictPoint(publicKey, 0)
}

/** The raw key of its base64url, or null when it is no strict public key. */
export function publicKeyOf(text: string): Uint8Array | null {
  try {
    const key = fromBase64Url(text)
    return isStrictPublicKey(key) ? key : null
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
}

/**
 * Whether a key (32 bytes) and a signature (64 bytes, R ‖ S) are written in the one strict way: y of A and R below p,
 * neither of small order, S below L. Verification proper follows; it is meaningful only for pairs that pass.
 */
export function isStrict(publicKey: Uint8Array, signature: Uint8Array): boolean {
  return (
    signature.length === 64 &&
    isBelow(signature, 32, 0xff, groupOrder) &&
    isStrictPoint(signature, 0) &&
    isStrictPublicKey(publicKey)
  )
}
