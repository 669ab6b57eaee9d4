import { randomBytes } from 'node:crypto'
import { getHeads } from '@automerge/automerge'
import type { WebSocket } from 'ws'
import { fromBase64Url, toBase64Url } from '../../core/encoding/base64.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { NoteSigner } from '../../core/log/note.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import type { Logger } from '../../platform/log/logger.ts'
import { batchDocumentName, batchLaw, readBatchDocument } from '../documents/batch-document.ts'
import { type Receipt, writeReceiptsDocument } from '../documents/receipts-document.ts'
import { offerDocument, takeDocument } from '../replication/document-transfer.ts'
import {
  documentChannel,
  documentTags,
  readFrames,
  type SessionFrames,
} from '../replication/session-frames.ts'
import { type StationMessage, stationMessage } from '../replication/session-message.ts'
import { sessionBytes } from '../replication/session-proof.ts'
import { judgeBatch, type OfferedBatch, type Refusal } from './entry.ts'
import type { KeyRegister } from './key-register.ts'
import type { LogStore } from './log-store.ts'
import type { Publisher } from './publisher.ts'
import { receiptsOf } from './receipts.ts'

/** What a session works on. */
export interface LedgerContext {
  readonly signer: NoteSigner
  readonly keys: KeyRegister
  readonly store: LogStore
  readonly publisher: Publisher
  readonly logger: Logger
  readonly silenceMsMax: number
}

type Frames = SessionFrames<StationMessage>
interface Station {
  readonly station: string
  readonly kid: string
}

/**
 * A ledger's side of one session: proves who it is, has the station prove the same, takes one batch document through
 * the gate, logs what may be logged, and answers with receipts. Failures are told to the station and logged; none
 * throws.
 */
export async function serveSession(socket: WebSocket, ledger: LedgerContext): Promise<void> {
  const { logger, silenceMsMax } = ledger
  const frames = readFrames(socket, { schema: stationMessage, messageBytesMax: 64 * 1024, silenceMsMax })
  try {
    const station = await authenticate(frames, ledger)
    const batch = await takeBatch(frames, station)
    await answerBatch(frames, batch, ledger)
    frames.close()
  } catch (error) {
    if (error instanceof BondmarkError) {
      logger.warn({ code: error.code, detail: error.detail }, 'session ended')
      frames.end(error.toFailure())
    } else {
      logger.error({ err: error }, 'session failed')
      frames.end({ code: 'internal', detail: { message: 'the ledger failed' } })
    }
  }
}

async function authenticate(frames: Frames, { signer, keys }: LedgerContext): Promise<Station> {
  const { station, kid, challenge: stationChallenge } = await frames.expect('hello', 'hello')
  const ledgerChallenge = toBase64Url(randomBytes(32))
  const ledgerKid = kidOf(signer.publicKey)
  const origin = signer.name
  const said = sessionBytes({ stationChallenge, ledgerChallenge, stationKid: kid, ledgerKid, origin })
  const signature = toBase64Url(signer.sign(said))
  frames.send({ type: 'hello', origin, kid: ledgerKid, challenge: ledgerChallenge, signature })
  const proof = await frames.expect('proof', 'proof')
  const failure = keys.mayOpenSession(kid, station)
  if (failure !== null) throw new BondmarkError(failure.code, failure.detail)
  if (!verifyEd25519(keys.publicKeyOf(kid), said, fromBase64Url(proof.signature))) {
    throw new BondmarkError('session-signature-invalid', { kid })
  }
  frames.send({ type: 'welcome' })
  return { station, kid }
}

async function takeBatch(
  frames: Frames,
  { station, kid }: Station,
): Promise<OfferedBatch & { document: string }> {
  const { n, heads, statements: total } = await frames.expect('batch', 'batch')
  const document = batchDocumentName(station.split('/').at(-1) ?? '', n)
  const doc = await takeDocument(
    heads,
    batchLaw(document, kid, n),
    documentChannel(frames, documentTags.batch, 'upload'),
  )
  const { statements, manifest } = readBatchDocument(doc)
  frames.send({ type: 'progress', stage: 'upload', done: statements.size, total })
  return { document, station, kid, n, statements: [...statements.values()], manifest }
}

async function answerBatch(
  frames: Frames,
  batch: OfferedBatch & { document: string },
  { signer, keys, store, publisher, logger }: LedgerContext,
): Promise<void> {
  const { entries, refused, logged } = judgeBatch(batch, store, keys)
  if (entries.length > 0) store.append(entries)
  logger.info({ batch: batch.document, appended: entries.length, refused: refused.length }, 'batch logged')
  frames.send({ type: 'progress', stage: 'log', done: logged.length, total: logged.length + refused.length })
  await publisher.publish()
  const receipts = receiptsOf(store, logged)
  await sendReceipts(
    frames,
    { batch: batch.document, receipts, refused, checkpoint: lastCheckpoint(store) },
    signer,
  )
}

async function sendReceipts(
  frames: Frames,
  answer: { batch: string; receipts: readonly Receipt[]; refused: readonly Refusal[]; checkpoint: string },
  signer: NoteSigner,
): Promise<void> {
  const document = writeReceiptsDocument(kidOf(signer.publicKey), answer.batch, answer.receipts)
  frames.send({
    type: 'receipts',
    heads: getHeads(document),
    receipts: answer.receipts.length,
    refused: answer.refused.map(({ id, code, detail }) => ({ id, code, detail })),
    checkpoint: answer.checkpoint,
  })
  const channel = documentChannel(frames, documentTags.receipts, 'receipts')
  await offerDocument(document, channel)
  if (channel.said()?.type !== 'done')
    throw new BondmarkError('session-protocol', { reason: 'expected done' })
}

function lastCheckpoint(store: LogStore): string {
  return store.latestCheckpoint()?.note ?? ''
}
