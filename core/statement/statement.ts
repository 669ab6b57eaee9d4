import { sha256 as portableSha256 } from '@noble/hashes/sha2.js'
import { CborReader } from '../encoding/cbor-reader.ts'
import {
  cborArrayHead,
  cborBytes,
  cborBytesHead,
  cborInt,
  cborMap,
  cborMapHead,
  cborText,
} from '../encoding/cbor-writer.ts'
import { concatBytes } from '../encoding/concat-bytes.ts'
import { fromHex, toHex } from '../encoding/hex.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { scanCanonical } from './canonical-scan.ts'
import { contentTypePattern } from './content-types.ts'
import type { Sign, Verify } from './ed25519.ts'
import { parseIssuer } from './issuer.ts'

/** What a statement says, before it is signed. */
export interface StatementFields {
  readonly contentType: string
  /** hex of the SHA-256 of the issuer's raw public key */
  readonly kid: string
  readonly issuer: string
  /** the eventID of an event, or the record id: hex SHA-256 of the payload */
  readonly subject: string
  /** Unix seconds */
  readonly iat: number
  /** place in the key's chain, from FIRST_SEQ; together with `prev`, or neither */
  readonly seq?: number
  /** hex id of the statement before */
  readonly prev?: string
  /** RFC 8785 bytes */
  readonly payload: Uint8Array
}

/** A statement as read: one encoding, not yet verified. */
export interface Statement extends StatementFields {
  /** hex SHA-256 of `bytes` */
  readonly id: string
  readonly bytes: Uint8Array
  readonly signature: Uint8Array
  /** the Sig_structure of RFC 9052 §4.4 */
  readonly toBeSigned: Uint8Array
}

/** SHA-256 as the machine has it: hashing is a good part of reading, and natively it is nearly free. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

/** tlog-tiles entry bundles give an entry a 16-bit length. */
export const MAX_STATEMENT_BYTES = 65_535
/** A chain's first statement; so a `lastGoodSeq` of 0 says that none is good. */
export const FIRST_SEQ = 1
/** `prev` of the first statement of a chain that continues no other. */
export const ZERO_PREV = '0'.repeat(64)

const code = 'statement-malformed'
const subjectPattern = /^[\x21-\x7e]{1,255}$/
const idPattern = /^[0-9a-f]{64}$/
const maxTextBytes = 255

const key = {
  algorithm: cborInt(1),
  contentType: cborInt(3),
  kid: cborInt(4),
  claims: cborInt(15),
  seq: cborText('seq'),
  prev: cborText('prev'),
  issuer: cborInt(1),
  subject: cborInt(2),
  iat: cborInt(6),
}
// 1: -19 is Ed25519, RFC 9864 §2.2.
const algorithmEntry = concatBytes(key.algorithm, cborInt(-19))
const emptyMap = cborMap()
const signatureContext = concatBytes(cborArrayHead(4), cborText('Signature1'))
const noExternalData = cborBytes(new Uint8Array())
const messageHead = cborArrayHead(4)
const signatureHead = cborBytesHead(64)
const emptySignature = new Uint8Array(64)

/** SHA-256 of a raw public key, as hex: how keys are named everywhere. */
export function kidOf(publicKey: Uint8Array): string {
  return toHex(portableSha256(publicKey))
}

/** The bytes that are signed: RFC 9052 §4.4, COSE_Sign1 with empty external data. */
export function sigStructure(protectedHeader: Uint8Array, payload: Uint8Array): Uint8Array {
  // In one piece: a payload that is copied twice on its way costs a chain's verification what its budget has left.
  return concatBytes(signatureContext, ...byteString(protectedHeader), noExternalData, ...byteString(payload))
}

const byteString = (bytes: Uint8Array) => [cborBytesHead(bytes.length), bytes] as const

/** What is wrong with a field, or null. Shared by writer and reader, so that neither is laxer. */
function wrongField(fields: StatementFields): { field: string; reason: string } | null {
  if (fields.contentType.length > maxTextBytes || !contentTypePattern.test(fields.contentType))
    return { field: 'content type', reason: 'not a content type of statements' }
  if (!idPattern.test(fields.kid)) return { field: 'kid', reason: 'not a SHA-256' }
  if (parseIssuer(fields.issuer) === null) return { field: 'issuer', reason: 'not an issuer URI' }
  if (!subjectPattern.test(fields.subject)) return { field: 'subject', reason: 'not a subject' }
  if (!isUint(fields.iat)) return { field: 'iat', reason: 'not a time in seconds' }
  if ((fields.seq === undefined) !== (fields.prev === undefined))
    return { field: 'seq', reason: 'seq and prev stand together' }
  if (fields.seq !== undefined && !isUint(fields.seq))
    return { field: 'seq', reason: 'not a sequence number' }
  if (fields.prev !== undefined && !idPattern.test(fields.prev)) return { field: 'prev', reason: 'not an id' }
  return null
}

function isUint(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

/** The header's entries before the subject: the same for all that one issuer says in one kind of statement. */
function headerStart(contentType: string, kid: string, issuer: string, isLinked: boolean): Uint8Array {
  const name = `${isLinked} ${kid} ${contentType} ${issuer}`
  const known = headerStarts.get(name)
  if (known !== undefined) return known
  const start = concatBytes(
    ...[cborMapHead(isLinked ? 6 : 4), algorithmEntry],
    ...[key.contentType, cborText(contentType)],
    ...[key.kid, cborBytes(fromHex(kid))],
    ...[key.claims, cborMapHead(3), key.issuer, cborText(issuer), key.subject],
  )
  if (headerStarts.size >= HEADER_STARTS_MAX) headerStarts.clear()
  headerStarts.set(name, start)
  return start
}

const headerStarts = new Map<string, Uint8Array>()
const HEADER_STARTS_MAX = 64

function protectedHeaderOf(fields: StatementFields): Uint8Array {
  const { contentType, kid, issuer, subject, iat, seq, prev } = fields
  const isLinked = seq !== undefined && prev !== undefined
  return concatBytes(
    headerStart(contentType, kid, issuer, isLinked),
    ...[cborText(subject), key.iat, cborInt(iat)],
    ...(isLinked ? [key.seq, cborInt(seq), key.prev, cborBytesHead(32), fromHex(prev)] : []),
  )
}

/**
 * The bytes of a statement: an untagged COSE_Sign1 (RFC 9052 §4.2) in deterministic CBOR.
 * @throws BondmarkError `statement-malformed` `{at: field, reason}`, `statement-too-large` `{size, limit}`
 */
export function signStatement(fields: StatementFields, sign: Sign): Uint8Array {
  const wrong = wrongField(fields)
  if (wrong !== null) throw new BondmarkError(code, { at: wrong.field, reason: wrong.reason })
  checkPayload(fields.payload, null)
  const header = protectedHeaderOf(fields)
  // What is signed and the statement differ only before the header and between header and payload: one buffer, one copy.
  const whole = concatBytes(
    signatureContext,
    ...byteString(header),
    noExternalData,
    ...byteString(fields.payload),
    signatureHead,
    emptySignature,
  )
  const signatureAt = whole.length - emptySignature.length
  const signature = sign(whole.subarray(0, signatureAt - signatureHead.length))
  if (signature.length !== 64) throw new RangeError('an Ed25519 signature has 64 bytes')
  whole.set(signature, signatureAt)
  const headAt = signatureContext.length - messageHead.length
  const headerEnd = signatureContext.length + cborBytesHead(header.length).length + header.length
  whole.set(messageHead, headAt)
  whole.set(emptyMap, headerEnd)
  const bytes = whole.subarray(headAt)
  checkSize(bytes)
  return bytes
}

function checkSize(bytes: Uint8Array): void {
  if (bytes.length > MAX_STATEMENT_BYTES) {
    throw new BondmarkError('statement-too-large', { size: bytes.length, limit: MAX_STATEMENT_BYTES })
  }
}

function checkPayload(payload: Uint8Array, base: number | null): void {
  try {
    scanCanonical(payload)
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    const at = base === null ? 'payload' : base + Number(error.detail.at)
    throw new BondmarkError(code, { at, reason: `payload is not canonical JSON: ${error.detail.reason}` })
  }
}

/**
 * Reads a statement. It accepts exactly what `signStatement` writes; every other encoding of the same content, and
 * every other COSE message, is refused. The signature is not checked here.
 * @throws BondmarkError `statement-malformed` `{at: byte offset, reason}`, `statement-too-large` `{size, limit}`
 */
export function readStatement(input: Uint8Array, sha256: Sha256 = portableSha256): Statement {
  checkSize(input)
  // A plain view: a Node Buffer's subarrays would be Buffers and print, compare and serialise otherwise.
  const bytes = new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
  const reader = new CborReader(bytes, code)
  if (reader.array() !== 4) reader.fail('an array of 4 expected', 0)
  const header = reader.bytes()
  const headerAt = reader.offset - header.length
  reader.literal(emptyMap, 'an empty unprotected header')
  const payload = reader.bytes()
  const payloadAt = reader.offset - payload.length
  const signature = reader.bytes(64)
  if (signature.length !== 64) reader.fail('a signature of 64 bytes expected')
  reader.end()
  const fields = { ...readProtectedHeader(header, headerAt), payload }
  const wrong = wrongField(fields)
  if (wrong !== null) throw new BondmarkError(code, { at: headerAt, reason: wrong.reason })
  checkPayload(payload, payloadAt)
  return { ...fields, id: toHex(sha256(bytes)), bytes, signature, toBeSigned: sigStructure(header, payload) }
}

function readProtectedHeader(header: Uint8Array, at: number): Omit<StatementFields, 'payload'> {
  const reader = new CborReader(header, code, at)
  const entries = reader.map()
  if (entries !== 4 && entries !== 6) reader.fail('a protected header of 4 or 6 entries expected', 0)
  reader.literal(algorithmEntry, 'algorithm Ed25519')
  reader.literal(key.contentType, 'content type')
  const contentType = reader.text(maxTextBytes)
  reader.literal(key.kid, 'kid')
  const kid = toHex(hash(reader))
  reader.literal(key.claims, 'claims')
  if (reader.map() !== 3) reader.fail('claims of 3 entries expected')
  reader.literal(key.issuer, 'issuer')
  const issuer = reader.text(maxTextBytes)
  reader.literal(key.subject, 'subject')
  const subject = reader.text(maxTextBytes)
  reader.literal(key.iat, 'iat')
  const iat = reader.uint()
  const person = { contentType, kid, issuer, subject, iat }
  if (entries === 4) {
    reader.end()
    return person
  }
  reader.literal(key.seq, 'seq')
  const seq = reader.uint()
  reader.literal(key.prev, 'prev')
  const prev = toHex(hash(reader))
  reader.end()
  return { ...person, seq, prev }
}

function hash(reader: CborReader): Uint8Array {
  const bytes = reader.bytes(32)
  if (bytes.length !== 32) reader.fail('32 bytes expected')
  return bytes
}

/** Whether a statement is signed by this key, and names it. */
export function verifyStatement(statement: Statement, publicKey: Uint8Array, verify: Verify): boolean {
  return (
    publicKey.length === 32 &&
    statement.kid === kidOf(publicKey) &&
    verify(publicKey, statement.toBeSigned, statement.signature)
  )
}
