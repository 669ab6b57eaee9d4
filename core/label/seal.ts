import { sha256 } from '@noble/hashes/sha2.js'
import { toBase64Url } from '../encoding/base64.ts'
import { concatBytes } from '../encoding/concat-bytes.ts'
import { toHex } from '../encoding/hex.ts'
import { toUtf8 } from '../encoding/utf8.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import type { Sign, Verify } from '../statement/ed25519.ts'
import { domainTagged } from './domain.ts'
import { HINT_BYTES, isResolverHost, type SealedLinkParts, SIGNATURE_BYTES } from './sealed-link.ts'
import { canonicalUnitLink, unitPath } from './unit-link.ts'

export { canonicalUnitLink } from './unit-link.ts'

/** A unit as its label names it, and the key that seals it. */
interface SealRequest {
  readonly resolverHost: string
  readonly gtin14: string
  readonly serial: string
  /** the station's raw statement key */
  readonly publicKey: Uint8Array
  readonly sign: Sign
}

/** What a seal signs: the domain tag, a zero byte, the canonical link. @throws BondmarkError `unit-link-malformed` */
export function sealedBytes(gtin14: string, serial: string): Uint8Array {
  return domainTagged('seal', toUtf8(canonicalUnitLink(gtin14, serial)))
}

/**
 * The text of a unit label's QR code: `https://{resolver}/01/{gtin14}/21/{serial}?s={seal}`. The seal is the first
 * 4 bytes of the kid ‖ the signature over the domain tag and the canonical link; the resolver is not sealed, so labels
 * outlive it.
 * @throws BondmarkError `unit-link-malformed` `{reason}`
 */
export function sealedLink({ resolverHost, gtin14, serial, publicKey, sign }: SealRequest): string {
  if (!isResolverHost(resolverHost)) {
    throw new BondmarkError('unit-link-malformed', { reason: 'not a host name' })
  }
  const path = unitPath(gtin14, serial)
  const signature = sign(sealedBytes(gtin14, serial))
  if (signature.length !== SIGNATURE_BYTES) throw new RangeError('an Ed25519 signature has 64 bytes')
  const seal = concatBytes(sha256(publicKey).subarray(0, HINT_BYTES), signature)
  return `https://${resolverHost}${path}?s=${toBase64Url(seal)}`
}

/** A key that may have sealed a label. */
export interface SealKey {
  /** hex SHA-256 of the key */
  readonly kid: string
  readonly publicKey: Uint8Array
}

/**
 * The keys whose kid begins with the hint: four bytes on a label, so there may be several, and each is to be tried. One that
 * is listed under a kid that is not its own is passed over.
 */
export function keysWithHint<Key extends SealKey>(keys: readonly Key[], hint: Uint8Array): Key[] {
  const start = toHex(hint)
  return keys.filter(({ kid, publicKey }) => kid.startsWith(start) && kid === toHex(sha256(publicKey)))
}

/** Those of the keys under which the signature fits this unit. */
export function sealersOf<Key extends SealKey>(
  { gtin, serial, signature }: Pick<SealedLinkParts, 'gtin' | 'serial' | 'signature'>,
  keys: readonly Key[],
  verify: Verify,
): Key[] {
  const message = sealedBytes(gtin, serial)
  return keys.filter(({ publicKey }) => verify(publicKey, message, signature))
}
