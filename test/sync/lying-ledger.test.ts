import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import * as Automerge from '@automerge/automerge'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { kidOf } from '../../core/statement/statement.ts'
import { systemTimers } from '../../platform/clock/timers.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { systemRandomBytes } from '../../platform/keys/random-bytes.ts'
import { cutDocument } from '../../sync/documents/document-frames.ts'
import { openDocumentRefusal, readDocumentRefusal } from '../../sync/documents/document-refusal.ts'
import type { EvidenceDoc } from '../../sync/documents/evidence-document.ts'
import { admitStation } from '../../sync/ledger/sessions/admit-station.ts'
import { readDocument, sendDocument } from '../../sync/replication/document-transfer.ts'
import { documentTags, readFrames } from '../../sync/replication/session-frames.ts'
import { frozenIn, stationMessage } from '../../sync/replication/session-message.ts'
import { webSocketSession } from '../../sync/replication/session-socket.ts'
import { runStationSession } from '../../sync/replication/station-session.ts'
import {
  makeStatements,
  makeTrainingConsortium,
  sealBatch,
  type TrainingConsortium,
} from './training-consortium.ts'

let consortium: TrainingConsortium
let server: WebSocketServer
beforeEach(async () => {
  consortium = makeTrainingConsortium()
  server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/session' })
  await once(server, 'listening')
})
afterEach(() => {
  for (const client of server.clients) client.terminate()
  server.close()
  consortium.remove()
})

/** A ledger that holds the log's key, takes whatever is brought, and answers with `doc`. Gives what it hears then. */
async function answerWith(doc: EvidenceDoc) {
  const [socket] = (await once(server, 'connection')) as [WebSocket]
  const { logSigner, station } = consortium
  const frames = readFrames(webSocketSession(socket), {
    schema: stationMessage,
    messageBytesMax: 65_536,
    silenceMsMax: 20_000,
    timers: systemTimers,
  })
  const keys = { mayOpenSession: () => null, publicKeyOf: () => station.publicKey }
  await admitStation(frames, {
    signer: logSigner,
    keys,
    timers: systemTimers,
    randomBytes: systemRandomBytes,
  })
  await frames.expect('batch', 'test')
  frames.send({ type: 'have', heads: [] })
  const reading = { tag: documentTags.batch, stage: 'test', bytesMax: 1_000_000 }
  await readDocument(frames, reading, () => undefined)
  const heads = Automerge.getHeads(doc)
  frames.send({ type: 'receipts', heads, receipts: 1, refused: [], checkpoint: '' })
  await sendDocument(frames, documentTags.receipts, 'test', cutDocument(doc, []))
  return frames.expect('frozen', 'test')
}

const receiptsActor = (document: string) => {
  const log = kidOf(consortium.logSigner.publicKey)
  return createHash('sha256').update(`bondmark/receipts/1\0${log}/${document}`).digest('hex').slice(0, 32)
}
const proof = new TextEncoder().encode('a proof')

describe('a ledger that holds its key and writes what it may not', () => {
  it.each([
    ["another's change", { id: 'ab'.repeat(32), value: proof, actor: 'ff' }, 'change-wrong-author'],
    ['a key that is no id', { id: 'manifest', value: proof, actor: null }, 'change-key-mismatch'],
    ['text', { id: 'ab'.repeat(32), value: 'a proof', actor: null }, 'change-nested'],
  ])('is frozen by the station for %s, which tells it so, signed', async (_, { id, value, actor }, code) => {
    const { station, supervisor, logVkey, witnessVkey, logSigner } = consortium
    const document = 'batch/LBL07/1'
    const doc = Automerge.change(
      Automerge.init<Record<string, unknown>>({ actor: actor ?? receiptsActor(document) }),
      { time: 0 },
      (map) => {
        map[id] = value
      },
    ) as EvidenceDoc
    const heard = answerWith(doc)
    const task = {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      station: station.issuer,
      kid: station.kid,
      batch: sealBatch(station, supervisor, 1, makeStatements(station, 2)),
      logVkey,
      witnessVkeys: [witnessVkey],
      k: 1,
      silenceMsMax: 30_000,
    }
    const hooks = { sign: async (message: Uint8Array) => station.sign(message), onProgress: () => undefined }
    const sync = runStationSession(task, hooks)
    const error = await sync.catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'document-frozen', detail: { reason: code } })
    const expected = {
      document: `receipts/${logSigner.name}/${document}`,
      by: station.kid,
      publicKey: station.publicKey,
    }
    const told = openDocumentRefusal(frozenIn(await heard), expected, verifyEd25519)
    expect(told).toMatchObject({
      author: kidOf(logSigner.publicKey),
      changeHash: Automerge.getHeads(doc)[0],
      heads: [],
      reason: { code },
    })
    expect(readDocumentRefusal(error.signed.bytes)).toEqual(told)
  })
})
