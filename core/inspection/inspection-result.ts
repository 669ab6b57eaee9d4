import { sha256 } from '@noble/hashes/sha2.js'
import { z } from 'zod'
import { demandKind } from '../decision/demand-kind.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { firstIssue } from '../membership/membership.ts'
import { parseCanonical } from '../statement/canonical-json.ts'
import { type PersonSigner, signAsPerson, wrongHeaderOf } from '../statement/record-of-person.ts'
import { readStatement, type Sha256, type Statement } from '../statement/statement.ts'
import { TAKEN_MAX } from './inspection-task.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in lower-case hex')
/** RFC 3339 with milliseconds and offset. */
const time = z.iso.datetime({ offset: true, precision: 3 })
const count = z.int().min(0).max(1_000_000)
const mediaType = z.string().regex(/^[a-z]+\/[a-z0-9.+-]{1,80}$/, 'not a media type')

/** A report or a photograph of an agency at most, in bytes. */
export const ATTACHMENT_BYTES_MAX = 32 * 1024 * 1024
export const ATTACHMENTS_MAX = 32

const attached = z.strictObject({
  sha256: hash,
  bytes: z.int().min(1).max(ATTACHMENT_BYTES_MAX),
  mediaType,
})

/** Nonconforming by class (ISO 2859-1, 3.1.5: classification of nonconformities). */
export const nonconforming = z.strictObject({ critical: count, major: count, minor: count })
export type Nonconforming = z.infer<typeof nonconforming>

export const agencyVerdicts = ['conformant', 'conditional', 'non-conformant'] as const

/** What an agency's inspector signs. */
export const inspectionResult = z
  .strictObject({
    format: z.literal('bondmark/inspection-result/1'),
    task: z.string().max(80),
    /** SHA-256 of the task as it was sent. */
    taskHash: hash,
    kind: demandKind,
    /** As in the task's subject; null where it names none. */
    gtin: z
      .string()
      .regex(/^\d{14}$/)
      .nullable(),
    lot: z.string().min(1).max(200).nullable(),
    /** Units examined; 0 for what is no matter of units. */
    examined: z.int().min(0).max(TAKEN_MAX),
    /** Whether units are counted that do not conform, each by the worst of it, or every nonconformity. */
    counted: z.enum(['units', 'nonconformities']),
    nonconforming,
    verdict: z.enum(agencyVerdicts),
    /** What must be done for the verdict to hold. */
    conditions: z.array(z.string().min(1).max(500)).max(20),
    /** Of a factory evaluation: the last day on which it counts, where the agency says one. */
    validUntil: z.iso.date().nullable(),
    report: attached.extend({ number: z.string().min(1).max(100) }),
    attachments: z.array(attached).max(ATTACHMENTS_MAX),
    issuedAt: time,
  })
  .refine(({ verdict, conditions }) => (verdict === 'conditional') === conditions.length > 0, {
    path: ['conditions'],
    message: 'a conditional verdict names its conditions, and no other has any',
  })
export type InspectionResult = z.infer<typeof inspectionResult>

/**
 * The bytes of a result that an agency's inspector signs with their listed key.
 * @throws BondmarkError `inspection-result-malformed` `{at, reason}`, `statement-…`
 */
export const signResult = (said: InspectionResult, inspector: PersonSigner): Uint8Array =>
  signAsPerson(checked(said), said.issuedAt, inspector)

/** A signed result as read; whose it is, and whether it fits a task, are other questions. */
export interface SignedResult {
  readonly statement: Statement
  readonly result: InspectionResult
}

/**
 * Reads a signed result. The signature is not checked here.
 * @throws BondmarkError `inspection-result-malformed` `{at, reason}`, those of `readStatement`
 */
export function readResult(bytes: Uint8Array, digest: Sha256 = sha256): SignedResult {
  const statement = readStatement(bytes, digest)
  const result = checked(parseCanonical(statement.payload))
  const wrong = wrongHeaderOf(statement, result, result.issuedAt, digest)
  if (wrong) throw malformed(wrong, 'not as a result says it')
  return { statement, result }
}

function checked(value: unknown): InspectionResult {
  const read = inspectionResult.safeParse(value)
  if (read.success) return read.data
  const { at, reason } = firstIssue(read.error)
  throw malformed(at, reason)
}

const malformed = (at: string, reason: string) =>
  new BondmarkError('inspection-result-malformed', { at, reason })
