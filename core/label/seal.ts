import { sha256 } from '@noble/hashes/sha2.js'
import { fromBase64Url, toBase64Url } from '../encoding/base64.ts'
import { concatBytes } from '../encoding/concat-bytes.ts'
import { toHex } from '../encoding/hex.ts'
import { toUtf8 } from '../encoding/utf8.ts'
import { BondmarkError, type Failure } from '../errors/bondmark-error.ts'
import type { Sign, Verify } from '../statement/ed25519.ts'
import { domainTagged } from './domain.ts'
import { canonicalUnitLink, unitPath } from './unit-link.ts'

export { canonicalUnitLink } from './unit-link.ts'

const HINT_BYTES = 4
const SIGNATURE_BYTES = 64
/** base64url of hint and signature: what `s=` carries */
const SEAL_SYMBOLS = Math.ceil(((HINT_BYTES + SIGNATURE_BYTES) * 4) / 3)
const MAX_LINK_LENGTH = 512

const hostLabel = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const hostShape = new RegExp(`^(?=.{1,253}$)${hostLabel}(?:\\.${hostLabel})+$`)
const linkShape = /^https:\/\/([a-z0-9.-]{1,253})\/01\/([0-9]{14})\/21\/([0-9A-HJKMNP-TV-Z]{15})(?:\?(.*))?$/
const parameterShape = new RegExp(`^s=([A-Za-z0-9_-]{${SEAL_SYMBOLS}})$`)

/** A unit as its label names it, and the key that seals it. */
interface SealRequest {
  readonly resolverHost: string
  readonly gtin14: string
  readonly serial: string
  /** the station's raw statement key */
  readonly publicKey: Uint8Array
  readonly sign: Sign
}

function sealedBytes(gtin14: string, serial: string): Uint8Array {
  return domainTagged('seal', toUtf8(canonicalUnitLink(gtin14, serial)))
}

/**
 * The text of a unit label's QR code: `https://{resolver}/01/{gtin14}/21/{serial}?s={seal}`. The seal is the first
 * 4 bytes of the kid ‖ the signature over the domain tag and the canonical link; the resolver is not sealed, so labels
 * outlive it.
 * @throws BondmarkError `unit-link-malformed` `{reason}`
 */
export function sealedLink({ resolverHost, gtin14, serial, publicKey, sign }: SealRequest): string {
  if (!hostShape.test(resolverHost)) {
    throw new BondmarkError('unit-link-malformed', { reason: 'not a host name' })
  }
  const path = unitPath(gtin14, serial)
  const signature = sign(sealedBytes(gtin14, serial))
  if (signature.length !== SIGNATURE_BYTES) throw new RangeError('an Ed25519 signature has 64 bytes')
  const seal = concatBytes(sha256(publicKey).subarray(0, HINT_BYTES), signature)
  return `https://${resolverHost}${path}?s=${toBase64Url(seal)}`
}

/** A sealed link taken apart; nothing is verified yet. */
interface SealedLinkParts {
  readonly host: string
  readonly gtin: string
  readonly serial: string
  readonly hint: Uint8Array
  readonly signature: Uint8Array
}

/**
 * Takes a sealed link apart, strictly: one spelling, exactly one parameter.
 * Codes: `seal-missing` (a unit's link without a seal), `seal-malformed` `{reason}`.
 */
function parseSealedLink(text: string): SealedLinkParts | Failure {
  if (text.length > MAX_LINK_LENGTH) return malformed('too long')
  const match = linkShape.exec(text)
  if (match === null) return malformed('not the link of a unit')
  const [, host = '', gtin = '', serial = '', query] = match
  if (!hostShape.test(host)) return malformed('not a host name')
  if (query === undefined || !/(?:^|&)s=/.test(query)) return { code: 'seal-missing', detail: {} }
  const seal = parameterShape.exec(query)?.[1]
  if (seal === undefined) return malformed('not exactly one seal')
  let bytes: Uint8Array
  try {
    bytes = fromBase64Url(seal)
  } catch (error) {
    if (error instanceof BondmarkError) return malformed('not base64url')
    throw error
  }
  return { host, gtin, serial, hint: bytes.subarray(0, HINT_BYTES), signature: bytes.subarray(HINT_BYTES) }
}

function malformed(reason: string): Failure {
  return { code: 'seal-malformed', detail: { reason } }
}

/** A listed key that may have sealed a label. */
interface SealKey {
  /** hex SHA-256 of the key */
  readonly kid: string
  readonly publicKey: Uint8Array
}

type SealVerdict =
  | { readonly ok: true; readonly kid: string; readonly gtin: string; readonly serial: string }
  | ({ readonly ok: false } & Failure)

/**
 * Whether a label's QR text is sealed by one of these keys, and by which. The hint is only four bytes, so every key
 * that bears it is tried. A seal proves that the label was issued, not that the goods are original, nor that the key
 * is still good.
 *
 * Codes: `seal-missing`, `seal-malformed` `{reason}`, `seal-unknown-key` `{hint}`, `seal-forged` `{gtin, serial}`.
 */
export function verifySealedLink(text: string, keys: readonly SealKey[], verify: Verify): SealVerdict {
  const parts = parseSealedLink(text)
  if ('code' in parts) return { ok: false, ...parts }
  const { gtin, serial, signature } = parts
  const hint = toHex(parts.hint)
  const candidates = keys.filter((key) => key.kid.startsWith(hint) && isKidOf(key))
  if (candidates.length === 0) return { ok: false, code: 'seal-unknown-key', detail: { hint } }
  const message = sealedBytes(gtin, serial)
  const sealer = candidates.find((key) => verify(key.publicKey, message, signature))
  if (sealer === undefined) return { ok: false, code: 'seal-forged', detail: { gtin, serial } }
  return { ok: true, kid: sealer.kid, gtin, serial }
}

function isKidOf({ kid, publicKey }: SealKey): boolean {
  return kid === toHex(sha256(publicKey))
}
