import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectToLedger } from '../../sync/replication/connect.ts'
import { sendDocument } from '../../sync/replication/document-transfer.ts'
import { documentTags } from '../../sync/replication/session-frames.ts'
import { syncBatch } from '../../sync/replication/sync-batch.ts'
import { type LedgerProcess, startLedgerProcess } from './ledger-process.ts'
import { openSession } from './open-session.ts'
import {
  makeStatements,
  makeTrainingConsortium,
  sealBatch,
  type TrainingConsortium,
} from './training-consortium.ts'

const MIB = 1024 * 1024

let consortium: TrainingConsortium
let ledger: LedgerProcess
const sockets: Socket[] = []
beforeEach(async () => {
  consortium = makeTrainingConsortium()
  ledger = await startLedgerProcess(consortium)
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await ledger.kill()
  consortium.remove()
})

/** A session socket without a WebSocket library at our end: it says what it likes and hears nothing. */
/** Its end, also by a reset: whoever is shown out while data is on its way to him gets one. */
const closing = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve))

async function openRawSocket(): Promise<Socket> {
  const { hostname, port, host } = new URL(ledger.url)
  const socket = connect(Number(port), hostname)
  sockets.push(socket)
  socket.on('error', () => undefined)
  const headers = [
    'GET /session HTTP/1.1',
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ]
  socket.write(`${headers.join('\r\n')}\r\n\r\n`)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  expect(answer.toString('latin1')).toMatch(/^HTTP\/1\.1 101 /)
  return socket
}

/** A masked binary frame with a mask of zeros. */
function frame(payload: Uint8Array): Buffer {
  const header = Buffer.alloc(14)
  header[0] = 0x82
  header[1] = 0x80 | 127
  header.writeBigUInt64BE(BigInt(payload.length), 2)
  return Buffer.concat([header, payload])
}

/** The most memory a process ever had, in MiB, where the system says so. */
function peakOf({ child }: LedgerProcess): number | null {
  if (process.platform !== 'linux') return null
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024
}

async function syncOne() {
  const { station, supervisor, logVkey, witnessVkey } = consortium
  const batch = sealBatch(station, supervisor, 1, makeStatements(station, 3))
  const trust = { logVkey, witnessVkeys: [witnessVkey], k: 1 }
  return syncBatch({ url: ledger.url, station: station.issuer, batch, identity: station, ...trust })
}

describe('a stranger', () => {
  it('who floods a session that was ended is cut off, and fills no memory', async () => {
    const before = peakOf(ledger)
    const socket = await openRawSocket()
    const closed = closing(socket)
    socket.write(frame(Uint8Array.of(9)))
    const flood = frame(new Uint8Array(15 * MIB))
    for (let i = 0; i < 12 && !socket.destroyed; i += 1) socket.write(flood)
    await closed
    const after = peakOf(ledger)
    if (before !== null && after !== null) expect(after - before).toBeLessThan(40)
    expect((await syncOne()).receipts).toHaveLength(4)
  })

  it('who sends one large message before proving a key is cut off in the middle of it', async () => {
    const socket = await openRawSocket()
    const closed = closing(socket)
    const large = frame(new Uint8Array(MIB))
    socket.write(large.subarray(0, 64 * 1024))
    await closed
  })

  it('who never answers the close keeps nobody out', async () => {
    // One after the other: who is shown out for those that come has had his answer.
    const idle: Socket[] = []
    for (let n = 0; n < 70; n++) idle.push(await openRawSocket())
    const closed = Promise.all(idle.slice(-8).map(closing))
    expect((await syncOne()).receipts).toHaveLength(4)
    for (const socket of idle) socket.write(frame(Uint8Array.of(9)))
    await closed
  })

  it('who opens a session and says nothing is cut off', async () => {
    const socket = await openRawSocket()
    await closing(socket)
    expect((await syncOne()).receipts).toHaveLength(4)
  })
})

describe("a listed station's document", () => {
  /** A change that says it is compressed, and is half a gigabyte of zeros. */
  function zeros(): Uint8Array {
    const content = deflateRawSync(Buffer.alloc(512 * MIB))
    // Magic bytes, a checksum that nobody gets to check, the type, and the length in LEB128.
    const head = [0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 2]
    const n = content.length
    const length = [(n & 127) | 128, ((n >> 7) & 127) | 128, n >> 14]
    return Buffer.concat([Uint8Array.from([...head, ...length]), content])
  }
  /** `Automerge.save` of a document whose one text was spliced with 20 × 500,000 letters `a`: 10 KB. */
  const letters = () => readFileSync(new URL('./bombs/ten-million-letters.automerge', import.meta.url))

  it.each([
    ['half a gigabyte of zeros', zeros, 'document-malformed'],
    ['ten million letters', letters, 'document-too-costly'],
  ])('that unpacks to %s ends its session, not the ledger', async (_, unpacking, code) => {
    const connection = await connectToLedger(ledger.url)
    const session = await openSession(connection, consortium)
    const heads = ['00'.repeat(32)]
    session.send({ type: 'batch', n: 7, batch: 7, heads, statements: 1, receipts: [] })
    await session.expect('have', 'test')
    const chunk = unpacking()
    expect(chunk.length).toBeLessThan(MIB)
    const frame = deflateRawSync(chunk)
    const sent = sendDocument(session, documentTags.batch, 'test', { heads, after: [], frames: [frame] })
    await sent.then(() => session.next('test')).catch((error) => expect(error).toMatchObject({ code }))
    await connection.close()
    const peak = peakOf(ledger)
    if (peak !== null) expect(peak).toBeLessThan(450)
    expect((await syncOne()).receipts).toHaveLength(4)
  })
})
