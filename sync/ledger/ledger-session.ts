import { toBase64Url } from '../../core/encoding/base64.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { NoteSigner } from '../../core/log/note.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { batchDocumentName } from '../documents/batch-document.ts'
import type { Receipt } from '../documents/receipts-document.ts'
import { SKEW_TOLD_MS } from '../replication/clock-skew.ts'
import {
  documentChannel,
  documentTags,
  readFrames,
  type SessionFrames,
} from '../replication/session-frames.ts'
import { type StationMessage, stationMessage } from '../replication/session-message.ts'
import type { SessionSocket } from '../replication/session-socket.ts'
import { signRefusal } from '../replication/signed-refusal.ts'
import { admitStation, type ProvenStation } from './admit-station.ts'
import type { SessionDocuments } from './document-worker.ts'
import { checkBatch, judgeBatch, type OfferedBatch, type Refusal } from './entry.ts'
import type { LedgerContext } from './ledger-context.ts'
import type { LogStore } from './log-store.ts'
import { receiptsOf } from './receipts.ts'
import { serveWorkspaceSession } from './workspace-session.ts'

type Frames = SessionFrames<StationMessage>
/**
 * A ledger's side of one session: proves who it is, has the station prove the same, and gives it what it has come for:
 * takes one batch document through the gate, logs what may be logged, and answers with receipts, or shares workspace
 * documents. Calls `proved` once the station has proved its key, and goes on when
 * that has settled; what it throws ends the session.
 * Failures are told to the station and logged; none throws.
 */
export async function serveSession(
  socket: SessionSocket,
  ledger: LedgerContext,
  proved: (station: ProvenStation) => unknown,
): Promise<void> {
  const { logger, counts, silenceMsMax, timers } = ledger
  const frames = readFrames(socket, {
    schema: stationMessage,
    messageBytesMax: 64 * 1024,
    silenceMsMax,
    timers,
  })
  try {
    const station = await admitStation(frames, ledger)
    await proved(station)
    logger.info({ kid: station.kid, station: station.station, wants: station.wants }, 'session opened')
    if (Math.abs(station.skewMs) >= SKEW_TOLD_MS)
      logger.warn({ kid: station.kid, skewMs: station.skewMs }, "a station's clock differs from the ledger's")
    if (station.wants === 'workspace') await serveWorkspaceSession(frames, station, ledger)
    else await serveBatchSession(frames, station, ledger)
    frames.close()
    counts?.sessionEnded('done')
  } catch (error) {
    counts?.sessionEnded(error instanceof BondmarkError ? error.code : 'internal')
    if (error instanceof BondmarkError) {
      logger.warn({ code: error.code, detail: error.detail }, 'session ended')
      frames.end(error.toFailure())
    } else {
      logger.error({ err: error }, 'session failed')
      frames.end({ code: 'internal', detail: { message: 'the ledger failed' } })
    }
  }
}

async function serveBatchSession(
  frames: Frames,
  station: ProvenStation,
  ledger: LedgerContext,
): Promise<void> {
  const documents = ledger.threads.take()
  try {
    const batch = await takeBatch(frames, station, documents)
    await answerBatch(frames, batch, ledger, documents)
  } finally {
    await documents.end()
    // Whatever became of the session, what it logged is judged, after the station has its receipts.
    ledger.judge.wake()
  }
}

async function takeBatch(
  frames: Frames,
  { station, kid }: ProvenStation,
  documents: SessionDocuments,
): Promise<OfferedBatch & { document: string }> {
  const { n, heads, statements: total } = await frames.expect('batch', 'batch')
  const document = batchDocumentName(station.split('/').at(-1) ?? '', n)
  const channel = documentChannel(frames, documentTags.batch, 'upload')
  const { statements, manifest } = await documents.take({ document, kid, n, heads }, channel)
  frames.send({ type: 'progress', stage: 'upload', done: statements.length, total })
  return { document, station, kid, n, statements, manifest }
}

async function answerBatch(
  frames: Frames,
  batch: OfferedBatch & { document: string },
  { signer, keys, store, publisher, checker, logger, counts, timers }: LedgerContext,
  documents: SessionDocuments,
): Promise<void> {
  const checked = await checkBatch(batch, keys, checker)
  const { entries, refused, logged } = judgeBatch(checked, store, keys, (proof) => {
    store.equivocations.keep(proof)
    logger.warn({ kid: proof.kid, seq: proof.seq }, 'a key signed two statements for one place')
  })
  if (entries.length > 0) store.append(entries)
  counts?.entered(entries.length)
  for (const { code } of refused) counts?.refused(code)
  logger.info({ batch: batch.document, appended: entries.length, refused: refused.length }, 'batch logged')
  frames.send({ type: 'progress', stage: 'log', done: logged.length, total: logged.length + refused.length })
  await publisher.publish()
  const receipts = receiptsOf(store, logged)
  const at = new Date(timers.now()).toISOString()
  const answer = { batch: batch.document, receipts, refused, at, checkpoint: lastCheckpoint(store) }
  await sendReceipts(frames, answer, signer, documents)
}

interface Answer {
  /** Name of the batch's document. */
  readonly batch: string
  readonly receipts: readonly Receipt[]
  readonly refused: readonly Refusal[]
  readonly at: string
  readonly checkpoint: string
}

async function sendReceipts(
  frames: Frames,
  { batch, receipts, refused, at, checkpoint }: Answer,
  signer: NoteSigner,
  documents: SessionDocuments,
): Promise<void> {
  const channel = documentChannel(frames, documentTags.receipts, 'receipts')
  const task = { kid: kidOf(signer.publicKey), batch, receipts }
  await documents.offer(task, channel, (heads) => {
    frames.send({
      type: 'receipts',
      heads: [...heads],
      receipts: receipts.length,
      refused: refused.map(({ id, code, detail }) => ({ id, code, detail })),
      ...(refused.length > 0 && { refusal: signedRefusal({ batch, refused, at }, signer) }),
      checkpoint,
    })
  })
  if (channel.said()?.type !== 'done')
    throw new BondmarkError('session-protocol', { reason: 'expected done' })
}

function signedRefusal(refusal: Pick<Answer, 'batch' | 'refused' | 'at'>, { name, sign }: NoteSigner) {
  const { signature } = signRefusal({ origin: name, ...refusal }, sign)
  return { at: refusal.at, signature: toBase64Url(signature) }
}

function lastCheckpoint(store: LogStore): string {
  return store.latestCheckpoint()?.note ?? ''
}
