import { z } from 'zod'
import { stationNotice } from '../../core/contract/station-notice.ts'
import { fromBase64Url, toBase64Url } from '../../core/encoding/base64.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { type Code, codes } from '../../core/errors/codes.ts'
import { BATCH_STATEMENTS_MAX } from '../../core/evidence/manifest.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import type { SignedDocumentRefusal } from '../documents/document-refusal.ts'
import { refusalSent } from './refusal-message.ts'
import {
  commonVersion,
  HELLO_FORMAT,
  sessionPurposes,
  sessionVersion,
  spokenVersions,
  versionsOfForeignHello,
} from './session-version.ts'
import { documentShared, shareAsked, talliesKept, talliesTold } from './workspace-message.ts'

/** What every message after the hellos is stamped with. */
export const SESSION_FORMAT = 'bondmark/session/2'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const base64Url = (bytes: number) => z.string().length(Math.ceil((bytes * 4) / 3))
const uri = z.string().min(1).max(256)
const count = z.int().min(0).max(1_000_000)
const detail = z.record(
  z.string().max(64),
  z.union([z.string().max(2048), z.number(), z.boolean(), z.null()]),
)
const failure = z.object({ code: z.string().max(64), detail })
const heads = z.array(hash).max(16)
const format = z.literal(SESSION_FORMAT)
/** Unix ms by the sender's clock, and a date (ECMA-262 §21.4.1.1): told, compared, and trusted for nothing. */
const clock = z.int().min(0).max(8_640_000_000_000_000)
const helloFormat = z.literal(HELLO_FORMAT)
const documentNumber = z
  .int()
  .min(1)
  .max(2 ** 31)
/** Of a document's transfer: what the frames go on from; that there are no more; and that one was taken in. */
const sending = z.object({ format, type: z.literal('sending'), after: heads })
const sent = z.object({ format, type: z.literal('sent') })
const taken = z.object({ format, type: z.literal('taken') })
/** The last word on a document: it is followed no further (`document-refusal.ts`). */
const frozen = z.object({
  format,
  type: z.literal('frozen'),
  refusal: z.string().max(16_384),
  signature: base64Url(64),
})
/** Either side may end the session, and says why. */
const end = z.object({ format, type: z.literal('end'), failure })

/** What a ledger says of a batch that came before what it follows: what is missing, and how long it is kept. */
export const waitingForEarlier = z.strictObject({
  previous: hash,
  /** null when it is another key's statement that is missing, whose place is not known */
  firstMissingSeq: z.int().min(1).nullable(),
  lastMissingSeq: z.int().min(1).nullable(),
  since: clock,
  until: clock,
})
export type WaitingForEarlier = z.infer<typeof waitingForEarlier>

/** What a station may say. */
export const stationMessage = z.discriminatedUnion('type', [
  z.object({
    format: helloFormat,
    type: z.literal('hello'),
    versions: spokenVersions,
    wants: z.enum(sessionPurposes),
    station: uri,
    kid: hash,
    challenge: base64Url(32),
    clock,
  }),
  z.object({ format, type: z.literal('proof'), signature: base64Url(64) }),
  /**
   * The batch document that comes next, by its number, heads and number of statements; the batch in it, whose number
   * differs when an earlier document of it was frozen; and the heads of what is here of its receipts document.
   */
  z.object({
    format,
    type: z.literal('batch'),
    n: documentNumber,
    batch: documentNumber,
    heads,
    statements: count,
    receipts: heads,
  }),
  sending,
  sent,
  taken,
  frozen,
  z.object({ format, type: z.literal('done') }),
  z.object({ format, ...shareAsked }),
  z.object({ format, ...talliesTold }),
  end,
])
export type StationMessage = z.infer<typeof stationMessage>

/** What a ledger may say. */
export const ledgerMessage = z.discriminatedUnion('type', [
  z.object({
    format: helloFormat,
    type: z.literal('hello'),
    versions: spokenVersions,
    /** The one that is spoken from here on. */
    version: sessionVersion,
    origin: uri,
    kid: hash,
    challenge: base64Url(32),
    clock,
    /** Whether the TLS connection is signed with everything else; not where TLS ends at something before the ledger. */
    bound: z.boolean(),
    signature: base64Url(64),
  }),
  z.object({ format, type: z.literal('welcome') }),
  /** How much of the batch document is here: the heads up to which it is. */
  z.object({ format, type: z.literal('have'), heads }),
  taken,
  z.object({
    format,
    type: z.literal('progress'),
    stage: z.enum(['upload', 'log']),
    done: count,
    total: count,
  }),
  z.object({
    format,
    type: z.literal('receipts'),
    heads,
    receipts: count,
    /** Each with the log's own signature over it (`core/statement/refusal.ts`). */
    refused: z.array(refusalSent).max(BATCH_STATEMENTS_MAX + 1),
    /** When the rest is neither logged nor refused, because what comes before it is not there yet. Times in Unix ms. */
    waiting: waitingForEarlier.optional(),
    checkpoint: z.string().max(16_384),
    /** What contradicts this key's statements, all of it that is told, the newest first. */
    notices: z.array(stationNotice).max(100).optional(),
  }),
  z.object({ format, ...documentShared }),
  z.object({ format, ...talliesKept }),
  sending,
  sent,
  frozen,
  end,
])
export type LedgerMessage = z.infer<typeof ledgerMessage>

/** A message without the version it is stamped with when it is sent. */
type Unstamped<M> = M extends unknown ? Omit<M, 'format'> : never
export type SentMessage = Unstamped<StationMessage | LedgerMessage>

/** A message as it is sent: canonical JSON in a text frame. */
export function encodeMessage(message: SentMessage): string {
  const format = message.type === 'hello' ? HELLO_FORMAT : SESSION_FORMAT
  return new TextDecoder().decode(canonicalBytes({ format, ...message }))
}

/**
 * Reads a text frame. Throws `session-protocol` for anything that this version does not say, `session-version` for the
 * hello of a peer that speaks no version spoken here.
 */
export function decodeMessage<T>(schema: z.ZodType<T>, text: string): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new BondmarkError('session-protocol', { reason: 'not JSON' })
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const versions = versionsOfForeignHello(value)
  if (versions !== null) commonVersion(versions)
  const where = parsed.error.issues[0]?.path.join('.') || 'message'
  throw new BondmarkError('session-protocol', {
    reason: `${where}: ${parsed.error.issues[0]?.code ?? 'unknown'}`,
  })
}

/** A failure the other side named. A code of a newer version keeps its name inside `ledger-refused`. */
export function receivedFailure({ code, detail }: z.infer<typeof failure>): Failure {
  return isCode(code) ? { code, detail } : { code: 'ledger-refused', detail: { reason: code } }
}

function isCode(code: string): code is Code {
  return (codes as readonly string[]).includes(code)
}

/** The message that brings a signed refusal of a document, and what it brings. */
export function frozenMessage({ bytes, signature }: SignedDocumentRefusal) {
  const refusal = new TextDecoder().decode(bytes)
  return { type: 'frozen' as const, refusal, signature: toBase64Url(signature) }
}

/** The other way round; nothing of it is verified. */
export function frozenIn({
  refusal,
  signature,
}: {
  refusal: string
  signature: string
}): SignedDocumentRefusal {
  return { bytes: new TextEncoder().encode(refusal), signature: fromBase64Url(signature) }
}
