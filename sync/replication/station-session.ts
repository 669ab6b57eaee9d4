import { getHeads } from '@automerge/automerge'
import type { StationNotice } from '../../core/contract/station-notice.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { SignedRefusal } from '../../core/statement/refusal.ts'
import { systemTimers, type Timers } from '../../platform/clock/timers.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { type RandomBytes, systemRandomBytes } from '../../platform/keys/random-bytes.ts'
import { type SealedBatch, writeBatchDocument } from '../documents/batch-document.ts'
import { cutDocument } from '../documents/document-frames.ts'
import { batchDocumentName } from '../documents/document-names.ts'
import type { Receipt } from '../documents/receipts-document.ts'
import { checkNotices } from './check-notices.ts'
import type { ClockSkew } from './clock-skew.ts'
import { type Connect, connectToLedger } from './connect.ts'
import { sendDocument } from './document-transfer.ts'
import { heedFreezing } from './heed-freezing.ts'
import { checkArrived, checkReceipts, proofChecker } from './receipt-check.ts'
import { receivedRefusal } from './refusal-message.ts'
import { documentTags, readFrames, type SessionFrames } from './session-frames.ts'
import {
  type LedgerMessage,
  ledgerMessage,
  receivedFailure,
  type WaitingForEarlier,
} from './session-message.ts'
import { type LogIdentity, openSession } from './station-handshake.ts'
import { type KnownReceipts, knownReceipts, takeReceipts } from './take-receipts.ts'

/** One batch to sync, as plain data that crosses to another process. */
export interface SessionTask {
  /** The ledger's address, http(s):// or ws(s)://. */
  readonly url: string
  /** The station's issuer URI. */
  readonly station: string
  readonly kid: string
  readonly batch: SealedBatch
  /** Number of the document that the batch goes in, when that of its own number is frozen. */
  readonly document?: number
  /** Receipts of the batch that are here already, checked. */
  readonly known?: readonly Receipt[]
  readonly logVkey: string
  readonly witnessVkeys: readonly string[]
  /** How many witnesses must have cosigned. */
  readonly k: number
  readonly silenceMsMax: number
}

export type SyncStage = 'connect' | 'upload' | 'log' | 'receipts'
export interface SyncProgress {
  readonly stage: SyncStage
  readonly done: number
  readonly total: number
}

/** A statement that the ledger did not log, and why. */
export interface RefusedStatement extends Failure {
  readonly id: string
  /** The log's signed word for it, verified; keep it as it is. */
  readonly signed: SignedRefusal
}

export interface SyncResult {
  readonly receipts: readonly Receipt[]
  readonly refused: readonly RefusedStatement[]
  /** What is missing before this batch, of which the ledger holds the rest until it is there. */
  readonly waiting?: WaitingForEarlier
  /** What the ledger tells of this key's statements that others contradict, all of it, each signed by the log. */
  readonly notices?: readonly StationNotice[]
  /** The checkpoint that all these receipts lead to, or the last of them, with its signatures. */
  readonly checkpoint: string
  /** The ledger's clock against the station's. */
  readonly clock: ClockSkew
  /** Counted on the socket, WebSocket framing included. */
  readonly bytesSent: number
  readonly bytesReceived: number
}

export interface SessionHooks {
  /** Signs with the station's key, wherever that is. */
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>
  readonly onProgress: (progress: SyncProgress) => void
  /** Receipts that came, each checked, before others that are long in coming: they need not come again. */
  readonly onReceipts?: (receipts: readonly Receipt[]) => void
}

/** What a session takes from the world around it. */
export interface SessionOutside {
  readonly connect: Connect
  readonly timers: Timers
  readonly randomBytes: RandomBytes
}

/** The machine's own. */
const machine: SessionOutside = {
  connect: connectToLedger,
  timers: systemTimers,
  randomBytes: systemRandomBytes,
}

/**
 * A station's side of a session: proves who it is and has the ledger prove the same, sends the batch document, waits
 * until its statements are logged, takes the receipts and checks each of them offline. Throws BondmarkError.
 */
export async function runStationSession(
  task: SessionTask,
  hooks: SessionHooks,
  outside: SessionOutside = machine,
): Promise<SyncResult> {
  const { statements } = task.batch
  hooks.onProgress({ stage: 'connect', done: 0, total: 1 })
  const connection = await outside.connect(task.url)
  const frames = readFrames(connection.socket, {
    schema: ledgerMessage,
    messageBytesMax: 4 * 1024 * 1024,
    silenceMsMax: task.silenceMsMax,
    timers: outside.timers,
  })
  try {
    const { sign } = hooks
    const { log, clock } = await openSession({ ...task, wants: 'batch' }, frames, { ...outside, sign })
    hooks.onProgress({ stage: 'connect', done: 1, total: 1 })
    hooks.onProgress({ stage: 'upload', done: 0, total: statements.length })
    const document = documentOf(task)
    const here = task.known ?? []
    const known = knownReceipts(log, document, here)
    const answer = await uploadBatch(task, hooks, heedFreezing(frames, log, document), known)
    hooks.onProgress({ stage: 'receipts', done: 0, total: answer.receipts })
    const refused = checkRefusals(task, log, answer)
    const check = proofChecker(task, new Map(here.map(({ id, proof }) => [id, proof])))
    const receiving = {
      log,
      kid: task.kid,
      document,
      statements: statements.length,
      known,
      heads: answer.heads,
    }
    const onArrived = (arrived: Map<string, string>) =>
      hooks.onReceipts?.(checkArrived(task.batch, arrived, check))
    const proofs = await takeReceipts(frames, receiving, { ...outside, sign, onArrived })
    const receipts = checkReceipts(task, proofs, withoutReceipt(task, proofs, answer), check)
    hooks.onProgress({ stage: 'receipts', done: receipts.length, total: answer.receipts })
    frames.send({ type: 'done' })
    const { checkpoint, waiting, notices } = answer
    if (notices) checkNotices(notices, log)
    return {
      receipts,
      refused,
      ...(waiting && { waiting }),
      ...(notices && { notices }),
      checkpoint,
      clock,
      ...connection.bytes(),
    }
  } catch (error) {
    if (error instanceof BondmarkError) frames.end(error.toFailure())
    throw error
  } finally {
    await connection.close()
  }
}

type ReceiptsMessage = Extract<LedgerMessage, { type: 'receipts' }>

/** Sends what the ledger lacks of the batch document, and waits for what became of its statements. */
async function uploadBatch(
  task: SessionTask,
  hooks: SessionHooks,
  frames: SessionFrames<LedgerMessage>,
  known: KnownReceipts,
): Promise<ReceiptsMessage> {
  const { n, statements } = task.batch
  const number = task.document ?? n
  const document = writeBatchDocument(task.kid, task.batch, number)
  frames.send({
    type: 'batch',
    n: number,
    batch: n,
    heads: getHeads(document),
    statements: statements.length,
    receipts: [...known.heads],
  })
  const { heads } = await frames.expect('have', 'upload')
  await sendDocument(frames, documentTags.batch, 'upload', cutDocument(document, heads))
  for (;;) {
    const message = await nextMessage(frames)
    if (message.type === 'receipts') return message
    if (message.type !== 'progress')
      throw new BondmarkError('session-protocol', { reason: 'expected receipts' })
    hooks.onProgress({ stage: message.stage, done: message.done, total: message.total })
  }
}

async function nextMessage(frames: SessionFrames<LedgerMessage>): Promise<LedgerMessage> {
  const frame = await frames.next('log')
  if (frame.kind === 'message') return frame.message
  throw new BondmarkError('session-protocol', { reason: 'expected receipts' })
}

/** What the log refused, each word of it verified. Throws `refusal-invalid`. */
function checkRefusals(
  task: SessionTask,
  { origin, publicKey }: LogIdentity,
  { refused }: ReceiptsMessage,
): RefusedStatement[] {
  const log = { origin, publicKey, batch: documentOf(task) }
  return refused.map((each) => {
    const signed = receivedRefusal(each, log, verifyEd25519)
    return { id: each.id, ...receivedFailure(each), signed }
  })
}

/** Ids that no receipt is owed for: what was refused, and, while the batch waits, whatever has none yet. */
function withoutReceipt(
  { batch }: SessionTask,
  proofs: ReadonlyMap<string, string>,
  { refused, waiting }: ReceiptsMessage,
): ReadonlySet<string> {
  const ids = new Set(refused.map(({ id }) => id))
  if (waiting === undefined) return ids
  for (const { id } of [...batch.statements, batch.manifest]) if (!proofs.has(id)) ids.add(id)
  return ids
}

function documentOf({ station, batch, document }: SessionTask): string {
  return batchDocumentName(station.split('/').at(-1) ?? '', document ?? batch.n)
}
