import { z } from 'zod'
import { BondmarkError, type Failure } from '../errors/bondmark-error.ts'
import { parseCanonical } from './canonical-json.ts'
import { contentTypes } from './content-types.ts'
import { kidOf, type Statement, ZERO_PREV } from './statement.ts'
import { publicKeyOf } from './strict-ed25519.ts'

/** The last statement of a key that is replaced, and the first of one that takes a restored workspace on. */
export const keyRotation = contentTypes.record('key-rotation')
export const keyRestored = contentTypes.record('key-restored')

const id = z.string().regex(/^[0-9a-f]{64}$/)

/** A station's own words that its chain ends here and goes on under another key. */
const rotationPayload = z.looseObject({
  format: z.literal('bondmark/key-rotation/1'),
  /** issuer URI */
  station: z.string(),
  t: z.string(),
  /** the next key: hex SHA-256 of it, and the raw 32 bytes in base64url */
  kid: id,
  key: z.string().max(64),
})

/** A station's first words under a new key, after its workspace came out of a backup. */
const restoredPayload = z.looseObject({
  format: z.literal('bondmark/key-restored/1'),
  station: z.string(),
  t: z.string(),
  /** the key that states this */
  kid: id,
  /** the newest statement that was restored, or null when the key before had stated nothing */
  restored: z.looseObject({ kid: id, seq: z.int().min(1), id }).nullable(),
})

/** What of a statement a handover is judged by. */
type Handing = Pick<Statement, 'id' | 'kid' | 'seq' | 'issuer' | 'contentType' | 'payload'>

/**
 * The key that a `key-rotation` names as its successor: its kid and its raw bytes.
 * @throws BondmarkError `record-malformed` `{record, at, reason}`
 */
export function readRotation({ payload, issuer, kid }: Pick<Statement, 'payload' | 'issuer' | 'kid'>): {
  readonly kid: string
  readonly publicKey: Uint8Array
} {
  const said = read('key-rotation', rotationPayload, payload)
  const publicKey = publicKeyOf(said.key)
  if (publicKey === null || kidOf(publicKey) !== said.kid)
    malformed('key-rotation', 'key', 'not the key of kid')
  if (said.kid === kid) malformed('key-rotation', 'kid', 'the key names itself')
  if (said.station !== issuer) malformed('key-rotation', 'station', 'not the issuer')
  return { kid: said.kid, publicKey }
}

/**
 * The statement that a `key-restored` goes on from, or null when it begins from nothing.
 * @throws BondmarkError `record-malformed` `{record, at, reason}`
 */
export function readRestored({
  payload,
  issuer,
  kid,
  prev,
}: Pick<Statement, 'payload' | 'issuer' | 'kid' | 'prev'>): {
  readonly kid: string
  readonly seq: number
  readonly id: string
} | null {
  const { station, kid: named, restored } = read('key-restored', restoredPayload, payload)
  if (named !== kid) malformed('key-restored', 'kid', 'not the key that states it')
  if (station !== issuer) malformed('key-restored', 'station', 'not the issuer')
  if ((restored?.id ?? ZERO_PREV) !== prev) malformed('key-restored', 'restored', 'not the statement before')
  return restored
}

/**
 * Why a key's first statement may not go on from another key's statement, or null when it may: after a `key-rotation`
 * that names it, or as a `key-restored` that cites that very statement; and only as the same issuer.
 *
 * Codes: `chain-foreign-key` `{kid, expected}`, `chain-issuer-changed` `{issuer, expected}`, `record-malformed`
 * `{record, at, reason}`.
 */
export function whyNotHandedOver(previous: Handing, next: Handing & Pick<Statement, 'prev'>): Failure | null {
  const { kid, issuer } = next
  if (issuer !== previous.issuer) {
    return { code: 'chain-issuer-changed', detail: { issuer, expected: previous.issuer } }
  }
  try {
    if (next.contentType === keyRestored) {
      const restored = readRestored(next)
      const isCited = restored?.kid === previous.kid && restored.seq === previous.seq
      return isCited ? null : { code: 'chain-foreign-key', detail: { kid, expected: previous.kid } }
    }
    const expected = previous.contentType === keyRotation ? readRotation(previous).kid : previous.kid
    return kid === expected ? null : { code: 'chain-foreign-key', detail: { kid, expected } }
  } catch (error) {
    if (error instanceof BondmarkError) return error.toFailure()
    throw error
  }
}

/**
 * Why a record that begins or ends a chain is not what it must be at its place, or null; null for all other statements.
 * Codes: `record-malformed` `{record, at, reason}`.
 */
export function whyNotHandoverRecord(statement: Handing & Pick<Statement, 'prev'>): Failure | null {
  try {
    if (statement.contentType === keyRotation) readRotation(statement)
    else if (statement.contentType === keyRestored) readRestored(statement)
    return null
  } catch (error) {
    if (error instanceof BondmarkError) return error.toFailure()
    throw error
  }
}

function read<Payload>(record: string, schema: z.ZodType<Payload>, payload: Uint8Array): Payload {
  const result = schema.safeParse(parseCanonical(payload))
  if (result.success) return result.data
  const [issue] = result.error.issues
  return malformed(record, issue?.path.join('.') ?? '', issue?.message ?? '')
}

function malformed(record: string, at: string, reason: string): never {
  throw new BondmarkError('record-malformed', { record, at, reason })
}
