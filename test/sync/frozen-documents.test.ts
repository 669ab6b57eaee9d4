import { createHash } from 'node:crypto'
import { join } from 'node:path'
import * as Automerge from '@automerge/automerge'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kidOf } from '../../core/statement/statement.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { batchActor, type SealedBatch, writeBatchDocument } from '../../sync/documents/batch-document.ts'
import { cutDocument } from '../../sync/documents/document-frames.ts'
import { documentRefusalBytes, openDocumentRefusal } from '../../sync/documents/document-refusal.ts'
import type { EvidenceDoc } from '../../sync/documents/evidence-document.ts'
import { openDocumentShelf } from '../../sync/ledger/documents/document-shelf.ts'
import { connectToLedger } from '../../sync/replication/connect.ts'
import { sendDocument } from '../../sync/replication/document-transfer.ts'
import { documentTags } from '../../sync/replication/session-frames.ts'
import { frozenIn, frozenMessage } from '../../sync/replication/session-message.ts'
import { runStationSession } from '../../sync/replication/station-session.ts'
import { type LedgerHere, startLedgerHere } from './ledger-here.ts'
import { startLedgerProcess } from './ledger-process.ts'
import { openSession } from './open-session.ts'
import {
  makeStatements,
  makeTrainingConsortium,
  sealBatch,
  type TrainingConsortium,
} from './training-consortium.ts'

let consortium: TrainingConsortium
let ledger: LedgerHere
beforeAll(async () => {
  consortium = makeTrainingConsortium()
  ledger = await startLedgerHere(consortium)
})
afterAll(async () => {
  await ledger.close()
  consortium.remove()
})

/** Offers a document as number `n`, and gives the signed word with which it is frozen. */
async function freeze(n: number, doc: EvidenceDoc, offered = doc, { url }: { url: string } = ledger) {
  const connection = await connectToLedger(url)
  const session = await openSession(connection, consortium)
  const heads = Automerge.getHeads(offered)
  session.send({ type: 'batch', n, batch: n, heads, statements: 1, receipts: [] })
  const first = await session.next('test')
  if (first.kind === 'message' && first.message.type === 'have')
    await sendDocument(session, documentTags.batch, 'test', cutDocument(doc, first.message.heads))
  const isThere = first.kind === 'message' && first.message.type === 'frozen'
  const message = isThere ? (first.message as never) : await session.expect('frozen', 'test')
  await connection.close()
  const { publicKey } = consortium.logSigner
  const expected = { document: `batch/LBL07/${n}`, by: kidOf(publicKey), publicKey }
  const signed = frozenIn(message)
  return { signed, refusal: openDocumentRefusal(signed, expected, verifyEd25519) }
}

/** A sync without a process of its own, which costs more than the sync. */
const sync = (batch: SealedBatch, more: object = {}) => {
  const { station, logVkey, witnessVkey } = consortium
  const trust = { logVkey, witnessVkeys: [witnessVkey], k: 1 }
  const task = { url: ledger.url, station: station.issuer, kid: station.kid, batch, ...trust, ...more }
  const hooks = { sign: async (message: Uint8Array) => station.sign(message), onProgress: () => undefined }
  return runStationSession({ ...task, silenceMsMax: 30_000 }, hooks)
}
const entries = async () =>
  ((await (await fetch(`${ledger.url}/health`)).json()) as { entries: number }).entries

const bytes = new TextEncoder().encode('one more')
const id = createHash('sha256').update(bytes).digest('hex')
type Edit = (map: Record<string, unknown>) => void

describe('a document of a station', () => {
  let batch: SealedBatch
  beforeAll(() => {
    batch = sealBatch(consortium.station, consortium.supervisor, 1, makeStatements(consortium.station, 150))
  })
  /** Document `n` with the batch in it, and one change more. */
  const spoiled = (n: number, edit: Edit, actor = batchActor(consortium.station.kid, n)) => {
    const doc = Automerge.clone(writeBatchDocument(consortium.station.kid, batch, n), { actor })
    return Automerge.change(doc, { time: 0 }, edit as never) as EvidenceDoc
  }

  const key = () => batch.statements[3]?.id ?? ''
  it.each<[string, number, Edit, string]>([
    ['deletes', 11, (map) => delete map[key()], 'change-deletes'],
    ['overwrites', 12, (map) => Object.assign(map, { manifest: bytes }), 'change-not-first-write'],
    ['nests', 13, (map) => Object.assign(map, { [id]: { bytes } }), 'change-nested'],
    [
      'lies about its value',
      14,
      (map) => Object.assign(map, { ['ab'.repeat(32)]: bytes }),
      'change-key-mismatch',
    ],
  ])('is frozen at its last good heads by a change that %s', async (_, n, edit, code) => {
    const good = Automerge.getHeads(writeBatchDocument(consortium.station.kid, batch, n))
    const doc = spoiled(n, edit)
    const { refusal } = await freeze(n, doc)
    expect(refusal).toMatchObject({
      author: consortium.station.kid,
      heads: good,
      changeHash: Automerge.getHeads(doc)[0],
      reason: { code },
    })
  })

  it("is frozen by another's change, and by a second history of its own author", async () => {
    const foreign = spoiled(15, (map) => Object.assign(map, { [id]: bytes }), 'ff')
    expect((await freeze(15, foreign)).refusal.reason.code).toBe('change-wrong-author')
    const { kid } = consortium.station
    const twice = { ...batch, statements: batch.statements.slice(100) }
    // The same actor and number of the change: Automerge itself takes only one of the two.
    const doc = writeBatchDocument(kid, twice, 16)
    const { frames } = cutDocument(writeBatchDocument(kid, batch, 16), [])
    const both = [...frames, ...cutDocument(doc, []).frames]
    const connection = await connectToLedger(ledger.url)
    const session = await openSession(connection, consortium)
    const heads = Automerge.getHeads(doc)
    session.send({ type: 'batch', n: 16, batch: 16, heads, statements: 1, receipts: [] })
    await session.expect('have', 'test')
    await sendDocument(session, documentTags.batch, 'test', { heads, after: [], frames: both })
    await expect(session.next('test')).resolves.toMatchObject({ message: { type: 'frozen' } })
    await connection.close()
  })

  it('is refused with the same signed bytes again, after a kill too, and whatever comes then', async () => {
    await ledger.close()
    const killed = await startLedgerProcess(consortium)
    const deleted = spoiled(11, (map) => delete map[key()])
    const first = await freeze(11, deleted, deleted, killed)
    await killed.kill()
    ledger = await startLedgerHere(consortium)
    const lawful = writeBatchDocument(consortium.station.kid, batch, 11)
    expect((await freeze(11, lawful)).signed).toEqual(first.signed)
    await expect(sync({ ...batch, n: 11 })).rejects.toMatchObject({
      code: 'document-frozen',
      detail: { document: 'batch/LBL07/11', reason: 'change-deletes' },
      signed: first.signed,
    })
    expect(await entries()).toBe(0)
  })

  it('goes on in another one, where nothing is lost and nothing doubled', async () => {
    const there = await sync(batch, { document: 17 })
    expect(there.receipts).toHaveLength(151)
    expect(await entries()).toBe(151)
    // And in a third: what is logged is logged.
    const again = await sync(batch, { document: 18 })
    expect(again.receipts).toEqual(there.receipts)
    expect(await entries()).toBe(151)
  })

  it('that is logged whole is answered out of the log, and not sent again', async () => {
    const again = await sync(batch, { document: 17 })
    expect(again.receipts).toHaveLength(151)
    expect(again.bytesSent).toBeLessThan(2_000)
    const known = again.receipts
    const last = await sync(batch, { document: 17, known })
    expect(last.receipts).toEqual(known)
    expect(last.bytesReceived).toBeLessThan(4_000)
  })

  it('is frozen when other content is brought under its number', async () => {
    const { station, supervisor } = consortium
    const other = sealBatch(station, supervisor, 17, makeStatements(station, 5))
    const replaced = await freeze(17, writeBatchDocument(station.kid, other))
    expect(replaced.refusal.reason.code).toBe('document-replaced')
    expect(await entries()).toBe(151)
  })
})

/** Brings a batch up to where its receipts come. */
async function bring(batch: SealedBatch) {
  const doc = writeBatchDocument(consortium.station.kid, batch)
  const connection = await connectToLedger(ledger.url)
  const session = await openSession(connection, consortium)
  const { n, statements } = batch
  const heads = Automerge.getHeads(doc)
  session.send({ type: 'batch', n, batch: n, heads, statements: statements.length, receipts: [] })
  await session.expect('have', 'test')
  await sendDocument(session, documentTags.batch, 'test', cutDocument(doc, []))
  for (;;) {
    const frame = await session.next('test')
    if (frame.kind === 'message' && frame.message.type === 'receipts') return { connection, session }
  }
}

it('no document is frozen by the word with which its station ends the session', async () => {
  const { station, supervisor } = consortium
  const batch = sealBatch(station, supervisor, 29, makeStatements(station, 2))
  const { connection, session } = await bring(batch)
  session.end({ code: 'manifest-mismatch', detail: { batch: 29, field: 'what the ledger never said' } })
  await connection.close()
  const again = await sync(batch)
  expect(again.refused.length + again.receipts.length).toBe(3)
})

describe('a receipts document', () => {
  it('that a station does not follow is on record at the ledger, in the word of the station', async () => {
    const { station, supervisor, logSigner, data } = consortium
    const batch = sealBatch(station, supervisor, 30, makeStatements(station, 2))
    const { connection, session } = await bring(batch)
    const document = `receipts/${logSigner.name}/batch/LBL07/30`
    const author = kidOf(logSigner.publicKey)
    const { bytes: said, toSign } = documentRefusalBytes({
      format: 'bondmark/document-refusal/1',
      by: station.kid,
      document,
      author,
      heads: [],
      changeHash: null,
      reason: { code: 'document-malformed', detail: {} },
      at: '2026-11-25T00:00:00.000Z',
    })
    session.send(frozenMessage({ bytes: said, signature: station.sign(toSign) }))
    await session.next('test').then(
      () => session.next('test').catch(() => undefined),
      () => undefined,
    )
    await connection.close()
    const shelf = openDocumentShelf(join(data, 'documents.sqlite'))
    expect(shelf.frozenOf({ document, kid: author })?.bytes).toEqual(said)
    shelf.close()
  })
})
