import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { NoteSigner } from '../../core/log/note.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { batchDocumentName } from '../documents/batch-document.ts'
import { SKEW_TOLD_MS } from '../replication/clock-skew.ts'
import { refusalMessage } from '../replication/refusal-message.ts'
import {
  documentChannel,
  documentTags,
  readFrames,
  type SessionFrames,
} from '../replication/session-frames.ts'
import { type StationMessage, stationMessage } from '../replication/session-message.ts'
import type { SessionSocket } from '../replication/session-socket.ts'
import { admitStation, type ProvenStation } from './admit-station.ts'
import type { SessionDocuments } from './document-worker.ts'
import { type BatchAnswer, enterBatch } from './enter-batch.ts'
import type { OfferedBatch } from './entry.ts'
import type { LedgerContext } from './ledger-context.ts'
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
  ledger: LedgerContext,
  documents: SessionDocuments,
): Promise<void> {
  const answer = await enterBatch(batch, ledger, (done, total) => {
    frames.send({ type: 'progress', stage: 'log', done, total })
  })
  await sendReceipts(frames, batch.document, answer, ledger.signer, documents)
}

async function sendReceipts(
  frames: Frames,
  document: string,
  { receipts, refused, waiting, checkpoint }: BatchAnswer,
  signer: NoteSigner,
  documents: SessionDocuments,
): Promise<void> {
  const channel = documentChannel(frames, documentTags.receipts, 'receipts')
  const task = { kid: kidOf(signer.publicKey), batch: document, receipts }
  await documents.offer(task, channel, (heads) => {
    frames.send({
      type: 'receipts',
      heads: [...heads],
      receipts: receipts.length,
      refused: refused.map(refusalMessage),
      ...(waiting && { waiting }),
      checkpoint,
    })
  })
  if (channel.said()?.type !== 'done')
    throw new BondmarkError('session-protocol', { reason: 'expected done' })
}
