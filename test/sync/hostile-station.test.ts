import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import * as Automerge from '@automerge/automerge'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { batchActor } from '../../sync/documents/batch-document.ts'
import { cutDocument } from '../../sync/documents/document-frames.ts'
import { type DocumentRefusal, openDocumentRefusal } from '../../sync/documents/document-refusal.ts'
import { connectToLedger, type LedgerConnection } from '../../sync/replication/connect.ts'
import { sendDocument } from '../../sync/replication/document-transfer.ts'
import { documentTags } from '../../sync/replication/session-frames.ts'
import { frozenIn } from '../../sync/replication/session-message.ts'
import { sessionBytes } from '../../sync/replication/session-proof.ts'
import { type LedgerHere, startLedgerHere } from './ledger-here.ts'
import { openSession, stationFrames } from './open-session.ts'
import { makeTrainingConsortium, type TrainingConsortium } from './training-consortium.ts'

let consortium: TrainingConsortium
let ledger: LedgerHere
let connection: LedgerConnection
beforeEach(async () => {
  consortium = makeTrainingConsortium()
  ledger = await startLedgerHere(consortium)
  connection = await connectToLedger(ledger.url)
})
afterEach(async () => {
  await connection.close()
  await ledger.close()
  consortium.remove()
})

const frames = () => stationFrames(connection)

/** Offers a document as batch 1; answers the reason for which the ledger freezes it. */
async function offer(
  doc: Automerge.Doc<Record<string, Uint8Array>>,
  heads: readonly string[] = Automerge.getHeads(doc),
): Promise<DocumentRefusal> {
  const session = await openSession(connection, consortium)
  session.send({ type: 'batch', n: 1, batch: 1, heads: [...heads], statements: 1, receipts: [] })
  const first = await session.next('test')
  if (first.kind === 'message' && first.message.type === 'have') {
    await sendDocument(session, documentTags.batch, 'test', cutDocument(doc, first.message.heads))
    return refusalIn(await session.expect('frozen', 'test'))
  }
  if (first.kind === 'message' && first.message.type === 'frozen') return refusalIn(first.message)
  throw new Error('neither asked for nor refused')
}

/** The refusal in a message, verified. */
function refusalIn(message: { refusal: string; signature: string }): DocumentRefusal {
  const { publicKey } = consortium.logSigner
  const expected = { document: 'batch/LBL07/1', by: kidOf(publicKey), publicKey }
  return openDocumentRefusal(frozenIn(message), expected, verifyEd25519)
}

const bytes = new TextEncoder().encode('not a statement, but the gate does not read')
const id = createHash('sha256').update(bytes).digest('hex')
const write = (key: string, value: unknown, actor = batchActor(consortium.station.kid, 1)) =>
  Automerge.change(Automerge.init<Record<string, Uint8Array>>({ actor }), { time: 0 }, (map) => {
    ;(map as Record<string, unknown>)[key] = value
  })

describe('a hostile station', () => {
  it("has its session ended for another actor's change", async () => {
    expect(await offer(write(id, bytes, 'ff'))).toMatchObject({ reason: { code: 'change-wrong-author' } })
  })

  it('has its session ended for a key that is not the hash of the value', async () => {
    expect(await offer(write('ab'.repeat(32), bytes))).toMatchObject({
      reason: { code: 'change-key-mismatch' },
    })
  })

  it('has its session ended for text', async () => {
    expect(await offer(write(id, 'text'))).toMatchObject({ reason: { code: 'change-nested' } })
  })

  it('has its session ended for a deletion', async () => {
    const deleted = Automerge.change(write(id, bytes), { time: 0 }, (map) => {
      delete map[id]
    })
    expect(await offer(deleted)).toMatchObject({ reason: { code: 'change-deletes' } })
  })

  it('has its session ended for frames that are garbage', async () => {
    const session = await openSession(connection, consortium)
    const heads = ['00'.repeat(32)]
    session.send({ type: 'batch', n: 1, batch: 1, heads, statements: 1, receipts: [] })
    await session.expect('have', 'test')
    const frames = [Uint8Array.of(0x42, 1, 2, 3)]
    await sendDocument(session, documentTags.batch, 'test', { heads, after: [], frames })
    expect(refusalIn(await session.expect('frozen', 'test'))).toMatchObject({
      reason: { code: 'document-malformed' },
      changeHash: null,
      heads: [],
    })
  })

  it('gets nothing logged without proving its key first', async () => {
    const session = frames()
    session.send({ type: 'batch', n: 1, batch: 1, heads: [], statements: 0, receipts: [] })
    await expect(session.next('test')).rejects.toMatchObject({ code: 'session-protocol' })
  })

  it.each(['', 'garbage', '{}', '{"format":"bondmark/session-hello/1","type":"hello"}', '[[[[['])(
    'is told that %j is not understood',
    async (text) => {
      const session = frames()
      connection.socket.send(text)
      await expect(session.next('test')).rejects.toMatchObject({ code: 'session-protocol' })
    },
  )

  it('leaves the ledger serving others', async () => {
    const session = frames()
    connection.socket.send(randomBytes(1000))
    await expect(session.next('test')).rejects.toMatchObject({ code: 'session-protocol' })
    expect((await fetch(`${ledger.url}/health`)).status).toBe(200)
  })
})

describe('a connection that is reset', () => {
  it.each([{}, { Origin: 'https://evil.example' }])(
    'in the middle of an upgrade with %j harms nobody',
    async (more) => {
      const { hostname, port, host } = new URL(ledger.url)
      const headers = { Host: host, Connection: 'Upgrade', Upgrade: 'websocket', ...more }
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
      for (let i = 0; i < 20; i += 1) {
        const socket = connect(Number(port), hostname)
        await once(socket, 'connect')
        socket.write(`GET /session HTTP/1.1\r\n${lines.join('')}\r\n`)
        if (i % 2 === 0) await once(socket, 'data')
        socket.resetAndDestroy()
      }
      expect((await fetch(`${ledger.url}/health`)).status).toBe(200)
    },
  )
})

describe('a web page', () => {
  const upgrade = (headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const socket = new WebSocket(`${ledger.url.replace('http', 'ws')}/session`, { headers })
      socket.once('unexpected-response', (request, response) => {
        request.destroy()
        resolve(response.statusCode ?? 0)
      })
      socket.once('open', () => reject(new Error('was let in')))
      socket.on('error', () => undefined)
    })

  it('may not open a session', async () => {
    expect(await upgrade({ Origin: 'https://evil.example' })).toBe(403)
  })

  it('may not reach the ledger by a name of its own', async () => {
    expect(await upgrade({ Host: 'evil.example' })).toBe(421)
  })
})

describe('a session', () => {
  it('with a peer of the first version ends with the versions of both', async () => {
    const session = frames()
    connection.socket.send('{"format":"bondmark/session/1","type":"hello"}')
    await expect(session.next('test')).rejects.toMatchObject({
      code: 'session-version',
      detail: { theirs: '1', ours: '2' },
    })
  })

  it('is not opened by the signature of another', async () => {
    const other = await connectToLedger(ledger.url)
    const [first, second] = [frames(), stationFrames(other)]
    const { station } = consortium
    const hello = {
      type: 'hello' as const,
      versions: [2],
      wants: 'batch' as const,
      station: station.issuer,
      kid: station.kid,
      challenge: 'A'.repeat(43),
      clock: Date.now(),
    }
    first.send(hello)
    second.send(hello)
    const [one, two] = [await first.expect('hello', 'test'), await second.expect('hello', 'test')]
    expect(one.challenge).not.toBe(two.challenge)
    const transcript = {
      stationVersions: [2],
      ledgerVersions: one.versions,
      version: one.version,
      wants: hello.wants,
      station: station.issuer,
      stationChallenge: hello.challenge,
      ledgerChallenge: one.challenge,
      stationKid: station.kid,
      ledgerKid: one.kid,
      origin: one.origin,
      stationClock: hello.clock,
      ledgerClock: one.clock,
      channel: null,
    }
    const signature = toBase64Url(station.sign(sessionBytes(transcript, 'station')))
    second.send({ type: 'proof', signature })
    await expect(second.next('test')).rejects.toMatchObject({ code: 'session-signature-invalid' })
    first.send({ type: 'proof', signature })
    await expect(first.next('test')).resolves.toMatchObject({ message: { type: 'welcome' } })
    await other.close()
  })
})
