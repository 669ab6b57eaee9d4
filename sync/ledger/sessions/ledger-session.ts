import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { kidOf } from '../../../core/statement/statement.ts'
import { DocumentFrozenError } from '../../documents/document-refusal.ts'
import { SKEW_TOLD_MS } from '../../replication/clock-skew.ts'
import { sendDocument } from '../../replication/document-transfer.ts'
import { refusalMessage } from '../../replication/refusal-message.ts'
import { documentTags, readFrames, type SessionFrames } from '../../replication/session-frames.ts'
import { frozenMessage, type StationMessage, stationMessage } from '../../replication/session-message.ts'
import type { SessionSocket } from '../../replication/session-socket.ts'
import type { DocumentShelf } from '../documents/document-shelf.ts'
import type { SessionDocuments } from '../documents/document-worker.ts'
import { type FollowedBatch, followBatchDocument, manifestIdOf } from '../documents/follow-document.ts'
import { freezeRefused } from '../documents/freeze-document.ts'
import { type BatchAnswer, enterBatch } from '../entry/enter-batch.ts'
import { failureToTell } from '../http/failure-to-tell.ts'
import type { LedgerContext } from '../ledger-context.ts'
import { serveWorkspaceSession } from '../workspace/workspace-session.ts'
import { admitStation, type ProvenStation } from './admit-station.ts'
import { heedStation } from './heed-station.ts'

type Frames = SessionFrames<StationMessage>

/** A full batch takes seconds, and over a telephone line minutes. */
const SESSION_MS_MAX = 30 * 60_000

/**
 * A ledger's side of one session: proves who it is, has the station prove the same, and gives it what it has come for:
 * takes one batch document through the gate, logs what may be logged, and answers with receipts, or shares workspace
 * documents. Calls `proved` once the station has proved its key, and goes on when
 * that has settled; what it throws ends the session.
 * Failures are told to the station and logged, and `ended` gets their code; none throws.
 */
export async function serveSession(
  socket: SessionSocket,
  ledger: LedgerContext,
  proved: (station: ProvenStation) => unknown,
  ended: (code: string) => void = () => {},
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
    const code = error instanceof BondmarkError ? error.code : 'internal'
    counts?.sessionEnded(code)
    ended(code)
    if (error instanceof BondmarkError) {
      logger.warn({ code: error.code, detail: error.detail }, 'session ended')
      if (error instanceof DocumentFrozenError) frames.send(frozenMessage(error.signed))
      frames.end(failureToTell(error))
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
  // A session that trickles along holds a seat; what it brought is kept, and the next one goes on from there.
  const cancel = ledger.timers.after(SESSION_MS_MAX, () => {
    frames.end({ code: 'session-too-slow', detail: { seconds: Math.round(SESSION_MS_MAX / 1000) } })
  })
  try {
    const batch = await followBatchDocument(frames, station, ledger, documents)
    await answerBatch(frames, batch, ledger, documents)
  } finally {
    cancel()
    await documents.end()
    // Whatever became of the session, what it logged is judged, after the station has its receipts.
    ledger.judge.wake()
  }
}

async function answerBatch(
  frames: Frames,
  batch: FollowedBatch,
  ledger: LedgerContext,
  documents: SessionDocuments,
): Promise<void> {
  const answer = await enterOrFreeze(frames, batch, ledger)
  const isWhole = answer.refused.length === 0 && answer.waiting === null
  remember(batch, isWhole, ledger.documents)
  await sendReceipts(heedStation(frames, batch.of, ledger), batch, answer, ledger, documents)
}

/** Freezes the document of a batch that is refused whole. What the station ends the session with freezes nothing. */
async function enterOrFreeze(
  frames: Frames,
  batch: FollowedBatch,
  ledger: LedgerContext,
): Promise<BatchAnswer> {
  try {
    return await enterBatch(batch, ledger, (done, total) => {
      frames.send({ type: 'progress', stage: 'log', done, total })
    })
  } catch (error) {
    if (error instanceof BondmarkError) freezeRefused(batch.of, batch.head, error.toFailure(), ledger)
    throw error
  }
}

/** A document that is logged whole is read out of the log from now on; of any other nothing needs to be kept. */
function remember({ of, head, manifest }: FollowedBatch, isWhole: boolean, shelf: DocumentShelf): void {
  if (isWhole && manifest !== null) shelf.take(of, { head, manifest: manifestIdOf(manifest) })
  else shelf.forget(of)
}

async function sendReceipts(
  frames: Frames,
  { of, receipts: have }: FollowedBatch,
  { receipts, refused, waiting, checkpoint }: BatchAnswer,
  { signer, notices }: LedgerContext,
  documents: SessionDocuments,
): Promise<void> {
  const cut = await documents.offer({ kid: kidOf(signer.publicKey), batch: of.document, receipts, have })
  frames.send({
    type: 'receipts',
    heads: [...cut.heads],
    receipts: receipts.length,
    refused: refused.map(refusalMessage),
    ...(waiting && { waiting }),
    checkpoint,
    ...(notices && { notices: [...notices(of.kid)] }),
  })
  await sendDocument(frames, documentTags.receipts, 'receipts', cut)
  await frames.expect('done', 'receipts')
}
