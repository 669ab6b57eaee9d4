import { sha256 } from '@noble/hashes/sha2.js'
import { z } from 'zod'
import { fromBase64Url, toBase64Url } from '../encoding/base64.ts'
import { concatBytes } from '../encoding/concat-bytes.ts'
import { toHex } from '../encoding/hex.ts'
import { toUtf8 } from '../encoding/utf8.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { CROCKFORD_ALPHABET } from '../label/crockford.ts'
import { domainTagged } from '../label/domain.ts'
import { canonicalBytes, parseCanonical } from '../statement/canonical-json.ts'
import type { Sign, Verify } from '../statement/ed25519.ts'
import { firstIssue, type MembershipTrust } from './membership.ts'
import { publicKeyText } from './membership-payload.ts'

/** Symbols of 5 bits: 80 bits, in four groups of four. */
const CODE_SYMBOLS = 16
const GROUP = 4
/** Of a request's text as it travels. */
export const ENROLMENT_TEXT_MAX = 32_000

const segment = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/, 'not a name')

/** What a station asks for before anybody knows it (docs/formats/membership.md). */
export const enrolmentPayload = z.strictObject({
  format: z.literal('bondmark/enrolment/1'),
  consortium: z.string().max(190),
  org: segment,
  /** proposed short name, as in `station/LBL08` */
  station: segment,
  /** the station's new public key */
  key: publicKeyText,
  /** keys that people got on this station; administrators are made at the ledger, never by a request */
  people: z
    .array(z.strictObject({ id: segment, role: z.enum(['operator', 'supervisor']), key: publicKeyText }))
    .max(64),
  /** {@link trustRootHash} of what the station goes by: whoever was told another root learns it before anything is signed */
  trust: z.string().regex(/^[0-9a-f]{64}$/),
  /** 16 random bytes, hex: no request is like another, and its code cannot be known beforehand */
  nonce: z.string().regex(/^[0-9a-f]{32}$/),
})
export type EnrolmentPayload = z.infer<typeof enrolmentPayload>

/** The request as JSON over HTTP. */
export const enrolmentRequest = z.strictObject({
  format: z.literal('bondmark/enrolment-request/1'),
  /** base64url of the payload's RFC 8785 bytes */
  payload: z.string().max(24_000),
  /** base64url, by the station's new key: proof that whoever asks has it */
  signature: z.string().length(86),
})

/** A request that was read, and whose signature is its own key's. */
export interface Enrolment {
  readonly payload: EnrolmentPayload
  /** hex SHA-256 of the whole request: payload and signature */
  readonly id: string
  /** what people compare: four groups of four, Crockford base 32 */
  readonly code: string
  /** the JSON that it travels as */
  readonly text: string
}

/** Makes a request. `sign` is the new key's. */
export function makeEnrolment(payload: EnrolmentPayload, sign: Sign): Enrolment {
  const bytes = canonicalBytes(enrolmentPayload.parse(payload))
  return enrolmentOf(payload, bytes, sign(domainTagged('enrolment', bytes)))
}

/**
 * Reads a request from its text, which came from anywhere.
 * @throws BondmarkError `enrolment-malformed` `{at, reason}`, `enrolment-forged` when the signature is not of the key that
 * it asks for
 */
export function readEnrolment(text: string, verify: Verify): Enrolment {
  if (text.length > ENROLMENT_TEXT_MAX) malformed('request', 'too large')
  const request = enrolmentRequest.safeParse(parseJson(text))
  if (!request.success) return malformedBy(request.error)
  const [bytes, signature] = [request.data.payload, request.data.signature].map(decoded)
  if (bytes === undefined || signature === undefined) return malformed('request', 'not base64url')
  const payload = enrolmentPayload.safeParse(parsePayload(bytes))
  if (!payload.success) return malformedBy(payload.error)
  if (!verify(fromBase64Url(payload.data.key), domainTagged('enrolment', bytes), signature))
    throw new BondmarkError('enrolment-forged', {})
  return enrolmentOf(payload.data, bytes, signature)
}

/** A code as it was typed: case, O for 0, I and L for 1, dashes and spaces are forgiven. Null when it is none. */
export function readEnrolmentCode(typed: string): string | null {
  const symbols = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  const isCode =
    symbols.length === CODE_SYMBOLS && [...symbols].every((each) => CROCKFORD_ALPHABET.includes(each))
  return isCode ? grouped(symbols) : null
}

/** Hash of a trust root: by whose signatures a station, or a ledger, believes memberships. */
export function trustRootHash({ administrators, threshold }: MembershipTrust): string {
  const said = { administrators: [...new Set(administrators)].sort(), threshold }
  return toHex(sha256(concatBytes(toUtf8('bondmark/trust-root/1'), Uint8Array.of(0), canonicalBytes(said))))
}

function enrolmentOf(payload: EnrolmentPayload, bytes: Uint8Array, signature: Uint8Array): Enrolment {
  const whole = sha256(domainTagged('enrolment', concatBytes(bytes, signature)))
  const request = {
    format: 'bondmark/enrolment-request/1',
    payload: toBase64Url(bytes),
    signature: toBase64Url(signature),
  }
  return { payload, id: toHex(whole), code: codeOf(whole), text: JSON.stringify(request) }
}

/** The first 80 bits, 5 a symbol. */
function codeOf(hash: Uint8Array): string {
  const bits = [...hash.subarray(0, (CODE_SYMBOLS * 5) / 8)].map((byte) => byte.toString(2).padStart(8, '0'))
  const symbols = bits.join('').match(/.{5}/g) ?? []
  return grouped(symbols.map((five) => CROCKFORD_ALPHABET.charAt(Number.parseInt(five, 2))).join(''))
}

const grouped = (symbols: string): string =>
  Array.from({ length: CODE_SYMBOLS / GROUP }, (_, n) => symbols.slice(n * GROUP, (n + 1) * GROUP)).join('-')

function decoded(text: string): Uint8Array | undefined {
  try {
    return fromBase64Url(text)
  } catch (error) {
    if (error instanceof BondmarkError) return undefined
    throw error
  }
}

function parsePayload(bytes: Uint8Array): unknown {
  try {
    return parseCanonical(bytes)
  } catch (error) {
    if (error instanceof BondmarkError) return malformed('payload', 'not canonical JSON')
    throw error
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return malformed('request', 'not JSON')
  }
}

function malformedBy(error: z.ZodError): never {
  const { at, reason } = firstIssue(error)
  return malformed(at, reason)
}

function malformed(at: string, reason: string): never {
  throw new BondmarkError('enrolment-malformed', { at, reason })
}
